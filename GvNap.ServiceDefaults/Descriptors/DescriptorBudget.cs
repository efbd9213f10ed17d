using System.Globalization;
using System.Net.Sockets;

namespace GvNap.ServiceDefaults.Descriptors;

/// <summary>
/// How the descriptors that a process may have (one for each open file and socket) are shared out: connections of others
/// come last, because a process without any descriptor left cannot even load a library, and the runtime ends it.
/// </summary>
/// <param name="Limit">Descriptors that the process may have; numbers from there on are never given.</param>
public sealed record DescriptorBudget(int Limit)
{
    /// <summary>What a process keeps open by itself: the runtime has two descriptors for each of its hundred libraries. An index server on Redis has about 220.</summary>
    public const int Own = 256;

    /// <summary>Never left to connections, of others or to others, however few there are: late libraries, logs, the store.</summary>
    private const int Reserved = 16;

    private const int LeastSpare = 16;
    private const int MostSpare = 768;
    private const int FewestConnections = 8;
    private const string LimitsFile = "/proc/self/limits";
    private const string LimitName = "Max open files";

    /// <summary>This process's; null where the system does not say, or has no such limit.</summary>
    public static DescriptorBudget? OfProcess { get; } = Read();

    /// <summary>Descriptors for dials, files, and connections that are being refused.</summary>
    public int Spare => Math.Clamp(Limit / 16, LeastSpare, MostSpare);

    /// <summary>Connections of others that the process has room for.</summary>
    /// <param name="each">Descriptors that a connection may need: the socket, and files that are opened for it.</param>
    public int Connections(int each = 1) => Math.Max(FewestConnections, (Limit - Own - Spare) / each);

    /// <summary>Whether a connection that somebody else opened may be kept.</summary>
    public bool Admits(Socket accepted) => NumberOf(accepted) < Limit - Reserved - (Spare / 2);

    /// <summary>Whether a connection may be opened with this socket, or, on a port that only the operator's programs know, be kept.</summary>
    public bool AdmitsOwn(Socket socket) => NumberOf(socket) < Limit - Reserved - (Spare / 4);

    /// <summary>Reads the limit from the lines of <c>/proc/PID/limits</c>; null if it is not there.</summary>
    /// <param name="lines">Name, soft limit, hard limit and unit, in columns.</param>
    public static DescriptorBudget? Parse(IEnumerable<string> lines)
    {
        var line = lines.FirstOrDefault(line => line.StartsWith(LimitName, StringComparison.Ordinal));
        var soft = line?[LimitName.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? new(limit) : null;
    }

    // The runtime has raised the soft limit to the hard one when it started.
    private static DescriptorBudget? Read()
    {
        try
        {
            return OperatingSystem.IsLinux() ? Parse(File.ReadLines(LimitsFile)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A new descriptor has the lowest number that is free (POSIX, 2.14): so many, at least, are open.</summary>
    private static long NumberOf(Socket socket) => socket.SafeHandle.DangerousGetHandle();
}
