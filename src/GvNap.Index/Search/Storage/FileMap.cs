namespace GvNap.Index.Search.Storage;

/// <summary>
/// From a peer's file numbers to entry numbers, in pages, so that one high number costs little. Readers get a map that is not changed any more:
/// the next batch of changes goes to a <see cref="Branch"/>, which shares the pages that stay as they are.
/// </summary>
internal sealed class FileMap
{
    private const int PageBits = 10;
    private const int PageLength = 1 << PageBits;

    // Entry number + 1; 0: none. A page grows by doubling to its full length.
    private int[]?[] _pages = [];
    private bool[] _isOwn = [];

    /// <summary>Files.</summary>
    public int Count { get; private set; }

    /// <summary>Those of them that their owner is still fetching.</summary>
    public int Partial { get; set; }

    /// <summary>Who looks at the first so many entries of the generation sees all entries of this map, and none that it does not have.</summary>
    public int AsOf { get; set; }

    /// <summary>No number is this high or higher.</summary>
    public uint End => (uint)_pages.Length << PageBits;

    /// <summary>A map that begins with the same files.</summary>
    public FileMap Branch() => new() { _pages = [.. _pages], _isOwn = new bool[_pages.Length], Count = Count, Partial = Partial, AsOf = AsOf };

    /// <summary>The entry of a file number, or -1.</summary>
    public int Find(uint number)
    {
        var (page, index) = ((int)(number >> PageBits), (int)(number & (PageLength - 1)));
        return page < _pages.Length && _pages[page] is { } entries && index < entries.Length ? entries[index] - 1 : -1;
    }

    /// <summary>Sets the entry of a file number, -1 for none, and returns the one before, or -1.</summary>
    public int Exchange(uint number, int entry)
    {
        var before = Find(number);
        if (before != entry)
        {
            Place(number) = entry + 1;
            Count += (entry < 0 ? 0 : 1) - (before < 0 ? 0 : 1);
            AsOf = Math.Max(AsOf, entry + 1);
        }

        return before;
    }

    private ref int Place(uint number)
    {
        var (page, index) = ((int)(number >> PageBits), (int)(number & (PageLength - 1)));
        if (page >= _pages.Length)
        {
            Array.Resize(ref _pages, page + 1);
            Array.Resize(ref _isOwn, page + 1);
        }

        var entries = _pages[page] ?? [];
        if (!_isOwn[page] || index >= entries.Length)
        {
            var own = new int[index < entries.Length ? entries.Length : Math.Min(PageLength, Math.Max(2 * entries.Length, (index | 7) + 1))];
            entries.CopyTo(own, 0);
            (entries, _pages[page], _isOwn[page]) = (own, own, true);
        }

        return ref entries[index];
    }
}
