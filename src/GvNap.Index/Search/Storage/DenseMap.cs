namespace GvNap.Index.Search.Storage;

/// <summary>
/// The entries of a very common term, two bits each, in place of a posting list: whether it has the term, and whether it has it in the file's own name.
/// It says of any entry at once what a list must be searched for. One writer, which goes upwards; many readers.
/// </summary>
internal sealed class DenseMap
{
    /// <summary>Bits of an entry number within a page.</summary>
    public const int PageBits = 15;

    /// <summary>Words of half a page, of 64 entries each: the first half of a page says which entries have the term.</summary>
    public const int HalfWords = 1 << (PageBits - WordBits);

    /// <summary>Words of a page, whose second half says which entries have the term in the file's own name.</summary>
    public const int PageWords = 2 * HalfWords;

    private const int WordBits = 6;

    private volatile ulong[]?[] _pages = new ulong[]?[1];

    /// <summary>Pages, of which some may be empty.</summary>
    public int Pages => _pages.Length;

    /// <summary>Bytes taken from the memory, about.</summary>
    public long Size => 8L * PageWords * _pages.Count(page => page is not null);

    /// <summary>The highest posting; for the writer.</summary>
    public int Last { get; private set; } = -1;

    /// <summary>Takes in a posting (see <see cref="PostingStore"/>), which is above all others.</summary>
    public void Add(int posting)
    {
        var page = posting >> (PageBits + 1);
        if (page >= _pages.Length)
        {
            var larger = new ulong[]?[page + 1];
            _pages.CopyTo(larger, 0);
            _pages = larger;
        }

        Add(_pages[page] ??= new ulong[PageWords], posting);
        Last = posting;
    }

    /// <summary>Takes a posting into a page.</summary>
    public static void Add(Span<ulong> page, int posting)
    {
        var word = WordOf(posting);
        page[word] |= 1ul << (posting >> 1);
        page[HalfWords + word] |= (ulong)(posting & 1) << (posting >> 1);
    }

    /// <summary>The two bits of a posting's entry in a page: 0 if it has it not, 1 or 3 if it has, 3 in the file's own name.</summary>
    public static int Look(ReadOnlySpan<ulong> page, int posting)
    {
        var word = WordOf(posting);
        return (int)((page[word] >> (posting >> 1)) & 1) | (int)(((page[HalfWords + word] >> (posting >> 1)) & 1) << 1);
    }

    /// <summary>A page; empty if none of its entries has the term.</summary>
    public ReadOnlySpan<ulong> Page(int page) => _pages is var pages && page < pages.Length ? pages[page] : [];

    /// <summary>The highest page, of those up to <paramref name="highest"/>, that is not empty; -1 if none is.</summary>
    public int HighestPage(int highest)
    {
        for (highest = Math.Min(highest, Pages - 1); highest >= 0 && Page(highest).IsEmpty; highest--)
        {
        }

        return highest;
    }

    /// <summary>The word, in the first half of a page, that has a posting's entry.</summary>
    public static int WordOf(int posting) => (posting >> (WordBits + 1)) & (HalfWords - 1);

    /// <summary>All postings, the lowest first.</summary>
    public IEnumerable<int> ReadAll()
    {
        for (var posting = 0; posting <= Last; posting += 2)
        {
            var page = Page(posting >> (PageBits + 1));
            var bits = page.IsEmpty ? 0 : Look(page, posting);
            if (bits != 0)
            {
                yield return posting | (bits >> 1);
            }
        }
    }
}
