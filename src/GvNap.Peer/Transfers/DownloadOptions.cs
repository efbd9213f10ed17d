namespace GvNap.Peer.Transfers;

/// <summary>Limits of downloads.</summary>
public sealed record DownloadOptions
{
    /// <summary>The user name that sources are told; may be empty.</summary>
    public string User { get; init; } = "";

    /// <summary>Until a source's endpoint has accepted the connection and said who it is.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between the starts of two attempts (RFC 8305, section 5: 250 ms).</summary>
    public TimeSpan ConnectStagger { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A source that sends nothing for this long has stalled.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A source must deliver what was asked within this time at the <see cref="SlowestRate"/>: one that trickles has stalled, too.</summary>
    public long SlowestRate { get; init; } = 1024;

    /// <summary>The longest wait for an upload slot at one source.</summary>
    public TimeSpan LongestQueueWait { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Bytes that one request asks for at most; pieces may be larger. Small enough that a slow source can be left in good time.</summary>
    public int ReadLength { get; init; } = 1024 * 1024;

    /// <summary>Sources that one download uses at once.</summary>
    public int MaxSources { get; init; } = 16;

    /// <summary>Sources that all downloads use at once, while there are fewer downloads than that.</summary>
    public int MaxConnections { get; init; } = 64;

    /// <summary>Bytes that are received and not yet written, of all downloads; but always two pieces.</summary>
    public long BufferBudget { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes a second of all downloads together; 0: no limit.</summary>
    public long Rate { get; init; }

    /// <summary>Bytes a second of each download; 0: no limit.</summary>
    public long RatePerTransfer { get; init; }

    /// <summary>How often a source is tried in a row without a piece from it, before it is given up.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The pause after the first attempt; doubled each time.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>When further sources are asked for first; then after twice that time, and so on.</summary>
    public TimeSpan FirstFind { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often further sources are asked for in the end.</summary>
    public TimeSpan FindInterval { get; init; } = TimeSpan.FromSeconds(10);
}
