using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>Signals and their numbers on Linux.</summary>
internal enum UnixSignal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

internal static partial class UnixSignals
{
    /// <summary>Sends <paramref name="signal"/> to one process.</summary>
    /// <exception cref="Win32Exception">There is no such process.</exception>
    public static void Send(int processId, UnixSignal signal)
    {
        if (Kill(processId, (int)signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Whether this process ignores a signal, as one does that a script started in the background; what it starts would ignore it too.</summary>
    public static bool IsIgnored(UnixSignal signal)
    {
        const string Field = "SigIgn:";
        var mask = File.ReadLines("/proc/self/status").Single(line => line.StartsWith(Field, StringComparison.Ordinal))[Field.Length..].Trim();
        return (ulong.Parse(mask, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) >> ((int)signal - 1) & 1) != 0;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
