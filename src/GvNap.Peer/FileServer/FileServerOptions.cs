using System.Net;
using GvNap.Protocol;

namespace GvNap.Peer.FileServer;

/// <summary>Where a peer serves its files, and to how many.</summary>
public sealed class FileServerOptions
{
    /// <summary>The address to listen on; all of them by default, IPv6 and IPv4.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.IPv6Any;

    /// <summary>The file port; 0 takes any free one.</summary>
    public int Port { get; init; } = ProtocolLimits.FilePort;

    /// <summary>Takes the next free port, up to 100 further, if <see cref="Port"/> is taken.</summary>
    public bool PortIsPreference { get; init; }

    /// <summary>Uploads at a time.</summary>
    public int UploadSlots { get; init; } = 8;

    /// <summary>A connection that asks for nothing this long, or is this far behind <see cref="UsefulRate"/>, gives its slot to the next.</summary>
    public TimeSpan SlotIdle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes a second that are worth a slot while others wait.</summary>
    public int UsefulRate { get; init; } = 32 * 1024;

    /// <summary>How long a slot is kept while others wait, however well it is used; then its holder goes to the end of the queue.</summary>
    public TimeSpan SlotTurn { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often those that wait for a slot hear of their place, and how long it is kept for one that is late to ask again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes a second that all uploads together may have; 0: no limit.</summary>
    public long UploadRate { get; init; }

    /// <summary>Bytes a second that each upload may have; 0: no limit.</summary>
    public long UploadRatePerTransfer { get; init; }

    /// <summary>The names, besides addresses and those that no stranger can own, under which HTTP is answered: those that this peer advertises.</summary>
    public IReadOnlyCollection<string> HostNames { get; init; } = [];

    /// <summary>Open connections in all.</summary>
    public int MaxConnections { get; init; } = 1_024;

    /// <summary>Open connections an address (an IPv6 /64 counts as one).</summary>
    public int MaxConnectionsPerAddress { get; init; } = 64;

    /// <summary>From the connection to a whole first frame.</summary>
    public TimeSpan HelloTimeout { get; init; } = ProtocolLimits.GreetingTimeout;

    /// <summary>From the first byte of a frame to its last.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two requests.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For the remote side to take 256 KiB: below 8.5 KiB a second it is dropped.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long replies under way may take when the server stops.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Fails, with the key's name, if a value is out of its range.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        Require(Port is >= 0 and <= ushort.MaxValue, nameof(Port), "0 to 65535");
        Require(UploadSlots > 0, nameof(UploadSlots), "at least 1");
        Require(UsefulRate > 0, nameof(UsefulRate), "at least 1");
        Require(UploadRate >= 0, nameof(UploadRate), "at least 0");
        Require(UploadRatePerTransfer >= 0, nameof(UploadRatePerTransfer), "at least 0");
        Require(MaxConnections > 0, nameof(MaxConnections), "at least 1");
        Require(MaxConnectionsPerAddress > 0, nameof(MaxConnectionsPerAddress), "at least 1");
        foreach (var (name, value) in new[]
        {
            (nameof(SlotIdle), SlotIdle), (nameof(SlotTurn), SlotTurn), (nameof(RetryAfter), RetryAfter), (nameof(HelloTimeout), HelloTimeout), (nameof(FrameTimeout), FrameTimeout),
            (nameof(IdleTimeout), IdleTimeout), (nameof(WriteTimeout), WriteTimeout), (nameof(StopTimeout), StopTimeout),
        })
        {
            Require(value > TimeSpan.Zero && value <= TimeSpan.FromDays(1), name, "more than 0 and at most a day");
        }
    }

    private static void Require(bool holds, string name, string range)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name}: must be {range}.");
        }
    }
}
