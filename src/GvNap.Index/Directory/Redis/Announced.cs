namespace GvNap.Index.Directory.Redis;

/// <summary>How an announcement went.</summary>
internal enum AnnounceStatus
{
    /// <summary>It is in the state and in the log.</summary>
    Done,

    /// <summary>The directory does not know this session: the peer must be written again.</summary>
    Missing,

    /// <summary>There is a newer session.</summary>
    Superseded,
}

/// <summary>The answer to an announcement.</summary>
/// <param name="Status">How it went.</param>
/// <param name="Sequence">The log's sequence number of it; 0: none.</param>
/// <param name="Epoch">The epoch in which that number counts.</param>
internal readonly record struct Announced(AnnounceStatus Status, long Sequence, string Epoch)
{
    /// <summary>Nothing was told to anyone.</summary>
    public static readonly Announced Nowhere = new(AnnounceStatus.Missing, 0, "");
}
