using System.Reflection;
using System.Runtime.InteropServices;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>Where the programs under test are: the build copies them beside the tests.</summary>
internal static class Executables
{
    public const string Index = "gvnap-index";
    public const string Peer = "gvnap";
    public const string Lab = "gvnap-lab";

    /// <summary>The <c>dotnet</c> that runs these tests.</summary>
    public static string Dotnet { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    /// <summary>The folder of the solution.</summary>
    public static string SolutionFolder { get; } = Path.GetFullPath(
        typeof(Executables).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SolutionFolder").Value!);

    /// <summary>The assembly to hand to <see cref="Dotnet"/>.</summary>
    public static string AssemblyOf(string program) => Path.Combine(AppContext.BaseDirectory, program + ".dll");

    /// <summary>A program on PATH (or in the folders that hold servers), or null.</summary>
    public static string? Find(string program)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "") + ":/usr/sbin:/sbin";
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }
}
