namespace GvNap.Index.Search.Storage;

/// <summary>
/// From a peer's file numbers to entry numbers, in pages, so that one high number costs little. One writer; readers may look at the same time.
/// </summary>
internal sealed class FileMap
{
    private const int PageBits = 10;
    private const int PageLength = 1 << PageBits;

    // Entry number + 1; 0: none. A page grows by doubling to its full length.
    private volatile int[]?[] _pages = [];
    private volatile int _count;

    /// <summary>Files.</summary>
    public int Count => _count;

    /// <summary>No number is this high or higher.</summary>
    public uint End => (uint)_pages.Length << PageBits;

    /// <summary>The entry of a file number, or -1.</summary>
    public int Find(uint number)
    {
        var pages = _pages;
        var (page, index) = ((int)(number >> PageBits), (int)(number & (PageLength - 1)));
        return page < pages.Length && Volatile.Read(ref pages[page]) is { } entries && index < entries.Length
            ? Volatile.Read(ref entries[index]) - 1
            : -1;
    }

    /// <summary>Sets the entry of a file number, -1 for none, and returns the one before, or -1.</summary>
    public int Exchange(uint number, int entry)
    {
        var before = Find(number);
        if (before == entry)
        {
            return before;
        }

        Volatile.Write(ref Place(number), entry + 1);
        _count += (entry < 0 ? 0 : 1) - (before < 0 ? 0 : 1);
        return before;
    }

    private ref int Place(uint number)
    {
        var (page, index) = ((int)(number >> PageBits), (int)(number & (PageLength - 1)));
        var pages = _pages;
        if (page >= pages.Length)
        {
            Array.Resize(ref pages, page + 1);
            _pages = pages;
        }

        var entries = pages[page] ?? [];
        if (index >= entries.Length)
        {
            Array.Resize(ref entries, Math.Min(PageLength, Math.Max(2 * entries.Length, (index | 7) + 1)));
            Volatile.Write(ref pages[page], entries);
        }

        return ref entries[index];
    }
}
