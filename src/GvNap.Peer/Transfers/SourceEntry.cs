namespace GvNap.Peer.Transfers;

/// <summary>A source of a download, and what became of it. Its counters are changed by its worker, and read by whoever reports.</summary>
internal sealed class SourceEntry(DownloadSource source)
{
    private long _bytes;
    private int _pieces;
    private int _rejectedPieces;
    private volatile DownloadSource _source = source;
    private volatile SourceFailure? _failure;
    private volatile string _doing = "";
    private volatile string? _endpoint;
    private volatile bool _isSending;

    /// <summary>The source; its endpoints as they were said last.</summary>
    public DownloadSource Source
    {
        get => _source;
        set => _source = value;
    }

    /// <summary>Why it was given up the last time; null if it was not.</summary>
    public SourceFailure? Failure
    {
        get => _failure;
        set => _failure = value;
    }

    /// <summary>The endpoint at which it answered last; null if it never did.</summary>
    public string? Endpoint
    {
        get => _endpoint;
        set => _endpoint = value;
    }

    /// <summary>What is going on with it, for a person; empty while nothing is.</summary>
    public string Doing
    {
        get => _doing;
        set => _doing = value;
    }

    /// <summary>Whether it gives pieces now.</summary>
    public bool IsSending
    {
        get => _isSending;
        set => _isSending = value;
    }

    /// <summary>Whether it should be asked, or asked again. Of <see cref="SourceBook"/> and the job alone.</summary>
    public bool IsDue { get; set; } = true;

    /// <summary>Whether a worker asks it. Of the job alone.</summary>
    public bool IsRunning { get; set; }

    /// <summary>Verified bytes that came from it and were not there yet.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Verified pieces that came from it and were not there yet.</summary>
    public int Pieces => Volatile.Read(ref _pieces);

    /// <summary>Pieces from it that did not verify.</summary>
    public int RejectedPieces => Volatile.Read(ref _rejectedPieces);

    /// <summary>A piece from it is written.</summary>
    public void CountPiece(int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Increment(ref _pieces);
        Telemetry.DownloadedBytes.Add(bytes);
    }

    /// <summary>A piece from it did not verify.</summary>
    /// <param name="bytes">Its bytes, and those behind it that are thrown away unseen.</param>
    public void CountRejected(int bytes)
    {
        Interlocked.Increment(ref _rejectedPieces);
        Telemetry.RejectedPieces.Add(1);
        Telemetry.DiscardedBytes.Add(bytes);
    }
}
