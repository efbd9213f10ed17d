namespace GvNap.Index.Search;

/// <summary>A peer that the index knows, from its first attachment until it leaves. One writer, many readers.</summary>
internal sealed class Member(Listing listing)
{
    private static int _last;

    private volatile Listing _listing = listing;
    private volatile bool _isAttached;
    private ulong _speed = listing.Record.Speed;

    /// <summary>A number that tells it apart.</summary>
    public int Number { get; } = Interlocked.Increment(ref _last);

    /// <summary>Its record.</summary>
    public Listing Listing
    {
        get => _listing;
        set
        {
            _listing = value;
            Volatile.Write(ref _speed, value.Record.Speed);
        }
    }

    /// <summary>Its upload rate, bytes a second.</summary>
    public ulong Speed => Volatile.Read(ref _speed);

    /// <summary>The flag that makes all of its files results, or none of them.</summary>
    public bool IsAttached
    {
        get => _isAttached;
        set => _isAttached = value;
    }

    /// <summary>It left, and what is kept of it can be reclaimed. For the writer.</summary>
    public bool HasLeft { get; set; }
}
