using System.Runtime.InteropServices;

namespace GvNap.Index.Search.Storage;

/// <summary>All terms, each with its posting list. A term is a folded word, or an extension with a dot before it. One writer, many readers.</summary>
internal sealed class TermDictionary
{
    private readonly GrowingArray<Row> _rows = new();
    private readonly ByteArena _words = new();
    private readonly HashSlots _slots;
    private readonly DenseMaps _maps;
    private readonly SortedTerms _sorted;
    private readonly HashSlots.Matcher<ReadOnlySpan<byte>> _matches;
    private int _readable;

    public TermDictionary()
    {
        _sorted = new SortedTerms(Word);
        _matches = (term, word) => Word(term).SequenceEqual(word);
        _slots = new HashSlots(term => _rows[term].Hash);
        _maps = new DenseMaps(Postings);
    }

    /// <summary>The memory of the posting lists.</summary>
    public PostingStore Postings { get; } = new();

    /// <summary>Terms.</summary>
    public int Count => Volatile.Read(ref _readable);

    /// <summary>Bytes taken from the memory, about.</summary>
    public long Size => Postings.Size + _maps.Size + _words.Size + _slots.Size + (20L * _rows.Count);

    /// <summary>The word of a term.</summary>
    public ReadOnlySpan<byte> Word(int term) => _words.Read(_rows[term].Word);

    /// <summary>The term of a word, or -1.</summary>
    public int Find(ReadOnlySpan<byte> word) => _slots.Find(HashOf(word), word, _matches);

    /// <summary>The postings of a term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="map">What has the postings of a very common term; null: the list has them.</param>
    /// <returns>The state of the list, see <see cref="PostingStore"/>.</returns>
    public long ListOf(int term, out DenseMap? map)
    {
        while (true)
        {
            var list = ListOf(term);
            map = PostingStore.IsMapped(list) ? _maps.Find(term) : null;

            // Between the two looks the term may have got its list back.
            if (map is not null || !PostingStore.IsMapped(list))
            {
                return list;
            }
        }
    }

    /// <summary>Collects terms whose words begin with <paramref name="prefix"/>; false if there are more than <paramref name="limit"/>.</summary>
    public bool TryFindPrefix(ReadOnlySpan<byte> prefix, int limit, List<int> found) => _sorted.TryCollect(prefix, Count, limit, found);

    /// <summary>Notes that an entry, which is not below any noted before, has a word. Only the first note of a word for an entry counts.</summary>
    public void Post(ReadOnlySpan<byte> word, int entry, bool inFileName)
    {
        var term = FindOrAdd(word);
        ref var row = ref _rows[term];
        if (_maps.Last(term, row.List) >> 1 != entry)
        {
            Volatile.Write(ref row.List, _maps.Append(term, row.List, (entry << 1) | (inFileName ? 1 : 0)));
        }
    }

    /// <summary>Puts new terms in order for prefix searches, and looks which terms are common.</summary>
    /// <param name="entries">All entries.</param>
    public void Settle(int entries)
    {
        _sorted.Extend(_rows.Count);
        _maps.Review(entries, ListOf, (term, list) => Volatile.Write(ref _rows[term].List, list));
    }

    private long ListOf(int term) => Volatile.Read(ref _rows[term].List);

    private static int HashOf(ReadOnlySpan<byte> word)
    {
        var hash = default(HashCode);
        hash.AddBytes(word);
        return hash.ToHashCode();
    }

    private int FindOrAdd(ReadOnlySpan<byte> word)
    {
        var hash = HashOf(word);
        var term = _slots.Find(hash, word, _matches);
        if (term < 0)
        {
            term = _rows.Add(new Row { Hash = hash, Word = _words.Add(word) });
            _slots.Add(hash, term);
            Volatile.Write(ref _readable, term + 1);
        }

        return term;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Row
    {
        public long List;
        public int Hash;
        public int Word;
    }
}
