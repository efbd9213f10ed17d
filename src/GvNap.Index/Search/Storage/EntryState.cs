namespace GvNap.Index.Search.Storage;

/// <summary>What decides whether an entry is a result, in one number: whose it is, and two marks.</summary>
/// <param name="Bits">Below 0: removed.</param>
internal readonly record struct EntryState(int Bits)
{
    private const int GroupedMark = 1 << 30;
    private const int PartialMark = 1 << 29;

    /// <summary>Of a new entry.</summary>
    /// <param name="owner">The number of the peer that shares it, less than 2^29.</param>
    /// <param name="isPartial">The peer is still fetching the file: a source, but no result.</param>
    /// <param name="isGrouped">Other entries have the same content id.</param>
    public EntryState(int owner, bool isPartial, bool isGrouped)
        : this(owner | (isPartial ? PartialMark : 0) | (isGrouped ? GroupedMark : 0))
    {
    }

    /// <summary>The entry was removed.</summary>
    public bool IsRemoved => Bits < 0;

    /// <summary>The number of the peer that shares it.</summary>
    public int Owner => Bits & (PartialMark - 1);

    /// <summary>The peer is still fetching the file.</summary>
    public bool IsPartial => (Bits & PartialMark) != 0;

    /// <summary>Other entries have, or had, the same content id.</summary>
    public bool IsGrouped => (Bits & GroupedMark) != 0;

    /// <summary>The same, with others of the same content id.</summary>
    public EntryState Grouped() => new(Bits | GroupedMark);
}
