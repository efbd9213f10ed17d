using GvNap.Index.Search.Ranking;

namespace GvNap.Index.Search;

/// <summary>A peer that the index knows, from its first attachment until it leaves. One writer, many readers.</summary>
internal sealed class Member(Listing listing)
{
    private static int _last;

    private volatile Listing _listing = listing;
    private ulong _merit;

    /// <summary>A number that tells it apart.</summary>
    public int Number { get; } = Interlocked.Increment(ref _last);

    /// <summary>Its record.</summary>
    public Listing Listing
    {
        get => _listing;
        set
        {
            _listing = value;
            IsAttached = IsAttached;
        }
    }

    /// <summary>The flag that makes all of its files results, or none of them.</summary>
    public bool IsAttached
    {
        get => Merit != default;
        set => Volatile.Write(ref _merit, value ? new Merit(1, _listing.Record.Speed).Value : 0);
    }

    /// <summary>What a file that only it shares is worth; 0 if it is not attached.</summary>
    public Merit Merit => new(Volatile.Read(ref _merit));

    /// <summary>It left, and what is kept of it can be reclaimed. For the writer.</summary>
    public bool HasLeft { get; set; }
}
