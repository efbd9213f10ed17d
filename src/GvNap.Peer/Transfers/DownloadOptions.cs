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

    /// <summary>The longest wait for an upload slot at one source, while there is no other.</summary>
    public TimeSpan LongestQueueWait { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Bytes that one request asks for at most; pieces may be larger.</summary>
    public int ReadLength { get; init; } = Protocol.ProtocolLimits.ReadLength;

    /// <summary>How often all sources are tried before the download is given up.</summary>
    public int Rounds { get; init; } = 4;

    /// <summary>The pause after the first round; doubled each time.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromMilliseconds(500);
}
