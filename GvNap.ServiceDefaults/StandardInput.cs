using System.Runtime.InteropServices;

namespace GvNap.ServiceDefaults;

/// <summary>Standard input as the process was given it.</summary>
public static class StandardInput
{
    private const int Descriptor = 0;
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>
    /// Whether there is one. A shell's <c>&lt;&amp;-</c> and some supervisors start programs without; the runtime then
    /// opens something of its own under the number 0, which must not be read. What is closed on exec cannot have come
    /// from whoever started this process.
    /// </summary>
    private static bool IsGiven => OperatingSystem.IsWindows() || fcntl(Descriptor, GetFlags) is var flags && flags >= 0 && (flags & CloseOnExec) == 0;

    /// <summary>
    /// Opens it; without one it is at its end. Not <see cref="Console.In"/>: that edits lines itself on a terminal, and
    /// takes the terminal's own keys away.
    /// </summary>
    public static TextReader Open() => IsGiven ? new StreamReader(Console.OpenStandardInput(), Console.InputEncoding) : TextReader.Null;

    [DllImport("libc", SetLastError = true)]
    private static extern int fcntl(int descriptor, int command);
}
