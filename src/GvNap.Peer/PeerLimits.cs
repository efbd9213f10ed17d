using GvNap.Protocol;

namespace GvNap.Peer;

/// <summary>What a peer allows itself and others. Each can be set with <c>--limit NAME=VALUE</c>; see <see cref="Cli.LimitOption"/>.</summary>
public sealed record PeerLimits
{
    /// <summary>Results that a search shows at once; null: 20 at the prompt, 100 for a one-shot command.</summary>
    public int? Results { get; init; }

    /// <summary>Files that are shared at most; what an index server takes by default.</summary>
    public int SharedFiles { get; init; } = 200_000;

    /// <summary>Downloads of the prompt's queue at a time.</summary>
    public int Downloads { get; init; } = 8;

    /// <summary>Queries that are watched for; what an index server takes by default.</summary>
    public int Watches { get; init; } = 50;

    /// <summary>Users who are followed; what an index server takes by default.</summary>
    public int Follows { get; init; } = 100;

    /// <summary>Uploads at a time.</summary>
    public int UploadSlots { get; init; } = 8;

    /// <summary>Open connections to the file port in all; fewer if the process's limit of open files leaves no room for that many and the files that they ask for.</summary>
    public int Connections { get; init; } = 1_024;

    /// <summary>Open connections to the file port an address.</summary>
    public int ConnectionsPerAddress { get; init; } = 64;

    /// <summary>Bytes a second that all uploads together may send; 0: no limit.</summary>
    public long UploadRate { get; init; }

    /// <summary>Bytes a second that each upload may send; 0: no limit.</summary>
    public long UploadRatePerTransfer { get; init; }

    /// <summary>Bytes a second that all downloads together may receive; 0: no limit.</summary>
    public long DownloadRate { get; init; }

    /// <summary>Bytes a second that each download may receive, from all its sources; 0: no limit.</summary>
    public long DownloadRatePerTransfer { get; init; }

    /// <summary>From a connection to its whole first frame.</summary>
    public TimeSpan HelloTimeout { get; init; } = ProtocolLimits.GreetingTimeout;

    /// <summary>Between two requests on a connection to the file port.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an upload slot is kept for somebody who asks for nothing.</summary>
    public TimeSpan SlotIdle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an upload slot is kept while others wait.</summary>
    public TimeSpan SlotTurn { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A source that sends nothing for this long has stalled.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest wait for an upload slot at a source, while there is no other.</summary>
    public TimeSpan QueueWait { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Until an index server or a source has accepted a connection and said who it is.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
