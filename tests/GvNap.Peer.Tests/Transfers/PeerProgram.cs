using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>The peer as a process of its own, that can be killed.</summary>
internal static class PeerProgram
{
    /// <summary>Starts <c>gvnap</c>.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet")), [Path.Combine(AppContext.BaseDirectory, "gvnap.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
