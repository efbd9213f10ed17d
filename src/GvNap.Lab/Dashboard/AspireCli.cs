namespace GvNap.Lab.Dashboard;

/// <summary>The Aspire command line, which brings the dashboard.</summary>
internal static class AspireCli
{
    private const string Name = "aspire";

    /// <summary>How to get it: also in the message when it is missing.</summary>
    public const string Installation = "dotnet tool install --global Aspire.Cli";

    /// <summary>Where it is on the PATH; null if it is not.</summary>
    public static string? Find() => FindOnPath(OperatingSystem.IsWindows() ? $"{Name}.exe" : Name);

    /// <summary>
    /// What starts a program apart from the terminal, so that Ctrl+C, which ends a command of the prompt, does not end
    /// that program, too. Null where there is no such thing.
    /// </summary>
    public static string? FindDetacher() => OperatingSystem.IsLinux() ? FindOnPath("setsid") : null;

    private static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
