using System.ComponentModel;
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

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
