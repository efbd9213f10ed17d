namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>The .NET tools that the repository names in its manifest.</summary>
internal static class LocalTools
{
    private static readonly Lazy<Task<bool>> Restored = new(RunRestoreAsync);

    /// <summary>Makes them ready, once.</summary>
    /// <returns>False if the package source does not have them.</returns>
    public static Task<bool> RestoreAsync() => Restored.Value;

    public static ChildProcess Start(string tool, IEnumerable<string> arguments) =>
        ChildProcess.Start(Executables.Dotnet, ["tool", "run", tool, "--", .. arguments], Executables.SolutionFolder);

    private static async Task<bool> RunRestoreAsync()
    {
        await using var restore = ChildProcess.Start(Executables.Dotnet, ["tool", "restore"], Executables.SolutionFolder);
        return await restore.WaitForExitAsync(TimeSpan.FromMinutes(3)) == 0;
    }
}
