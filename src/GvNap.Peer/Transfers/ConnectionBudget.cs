namespace GvNap.Peer.Transfers;

/// <summary>
/// How many sources all downloads may have at once, shared evenly: with more downloads each has fewer, but one always.
/// So several downloads also share the line, of which every connection gets about the same part. Safe for concurrent use.
/// </summary>
/// <param name="total">Sources in all, while there are no more downloads than that.</param>
/// <param name="perDownload">Sources of one download.</param>
internal sealed class ConnectionBudget(int total, int perDownload)
{
    private int _downloads;

    /// <summary>Sources that a download may have now.</summary>
    public int Share => Math.Clamp(total / Math.Max(1, Volatile.Read(ref _downloads)), 1, perDownload);

    /// <summary>A download begins.</summary>
    public void Enter() => Interlocked.Increment(ref _downloads);

    /// <summary>A download ends.</summary>
    public void Leave() => Interlocked.Decrement(ref _downloads);
}
