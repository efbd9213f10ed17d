using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GvNap.Benchmarks.Measuring;

/// <summary>GvNap's programs as people install them: published for this machine, compiled ahead.</summary>
internal static class Programs
{
    private static string _folder = AppContext.BaseDirectory;

    /// <summary>The <c>dotnet</c> that runs this.</summary>
    public static string Dotnet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    /// <summary>A program's file.</summary>
    public static string PathOf(string program) => Path.Combine(_folder, program + ".dll");

    /// <summary>Publishes the programs to a folder. Where the compiler's package is not to be had, they are measured as they were built, which is said.</summary>
    public static async Task PublishAsync(string folder)
    {
        foreach (var project in (string[])["GvNap.Index", "GvNap.Peer"])
        {
            using var publish = Process.Start(new ProcessStartInfo(
                Dotnet, ["publish", Path.Combine(Root(), "src", project), "-c", "Release", "--use-current-runtime", "-o", folder, "-v", "quiet", "--nologo"]))!;
            await publish.WaitForExitAsync();
            if (publish.ExitCode != 0)
            {
                Console.Error.WriteLine($"{project} could not be published: the programs are measured as they were built.");
                return;
            }
        }

        _folder = folder;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GvNap.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("GvNap.sln is in no folder above this program.");
        }

        return folder.FullName;
    }
}
