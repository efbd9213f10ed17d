using System.Runtime.InteropServices;

namespace GvNap.Index.Search.Storage;

/// <summary>All terms, each with its posting list. A term is a folded word, or an extension with a dot before it. One writer, many readers.</summary>
internal sealed class TermDictionary
{
    private readonly GrowingArray<Row> _rows = new();
    private readonly ByteArena _words = new();
    private readonly HashSlots _slots = new();
    private readonly SortedTerms _sorted;
    private readonly HashSlots.Matcher<ReadOnlySpan<byte>> _matches;
    private readonly Func<int, int> _hashOf;
    private int _readable;

    public TermDictionary()
    {
        _sorted = new SortedTerms(Word);
        _matches = (term, word) => Word(term).SequenceEqual(word);
        _hashOf = term => _rows[term].Hash;
    }

    /// <summary>The memory of the posting lists.</summary>
    public PostingStore Postings { get; } = new();

    /// <summary>Terms.</summary>
    public int Count => Volatile.Read(ref _readable);

    /// <summary>Bytes taken from the memory, about.</summary>
    public long Size => Postings.Size + _words.Size + (28L * _rows.Count);

    /// <summary>The word of a term.</summary>
    public ReadOnlySpan<byte> Word(int term) => _words.Read(_rows[term].Word);

    /// <summary>The term of a word, or -1.</summary>
    public int Find(ReadOnlySpan<byte> word) => _slots.Find(HashOf(word), word, _matches);

    /// <summary>The state of a term's posting list, see <see cref="PostingStore"/>.</summary>
    public long ListOf(int term) => Volatile.Read(ref _rows[term].List);

    /// <summary>Collects terms whose words begin with <paramref name="prefix"/>; false if there are more than <paramref name="limit"/>.</summary>
    public bool TryFindPrefix(ReadOnlySpan<byte> prefix, int limit, List<int> found) => _sorted.TryCollect(prefix, Count, limit, found);

    /// <summary>Notes that an entry, which is not below any noted before, has a word. Only the first note of a word for an entry counts.</summary>
    public void Post(ReadOnlySpan<byte> word, int entry, bool inFileName)
    {
        ref var row = ref _rows[FindOrAdd(word)];
        if (PostingStore.CountOf(row.List) == 0 || Postings.Last(row.List) >> 1 != entry)
        {
            Volatile.Write(ref row.List, Postings.Append(row.List, (entry << 1) | (inFileName ? 1 : 0)));
        }
    }

    /// <summary>Puts new terms in order for prefix searches.</summary>
    public void Sort() => _sorted.Extend(_rows.Count);

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
            _slots.Add(hash, term, _hashOf);
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
