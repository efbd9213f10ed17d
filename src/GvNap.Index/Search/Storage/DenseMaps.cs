namespace GvNap.Index.Search.Storage;

/// <summary>
/// Keeps the postings of terms: in a list, or of those that are so common that it takes no more room, in a <see cref="DenseMap"/>. One writer, many readers.
/// </summary>
/// <param name="postings">The memory of the posting lists.</param>
internal sealed class DenseMaps(PostingStore postings)
{
    /// <summary>Postings that no term with fewer has a map for.</summary>
    public const int Fewest = 2_048;

    // A map takes a quarter of a byte an entry, a list four a posting: at one entry in 16 they are alike. A map is worth more, for its speed.
    private const int EntriesAPosting = 64;
    private const int CheckEvery = 256;

    private volatile Dictionary<int, DenseMap> _maps = [];
    private int _reviewAt = 1 << 16;

    /// <summary>Bytes taken from the memory, about.</summary>
    public long Size => _maps.Values.Sum(map => map.Size);

    /// <summary>The map of a term, or null.</summary>
    public DenseMap? Find(int term) => _maps.GetValueOrDefault(term);

    /// <summary>The newest posting of a term, or -1.</summary>
    public int Last(int term, long list) =>
        PostingStore.IsMapped(list) ? _maps[term].Last : PostingStore.CountOf(list) > 0 ? postings.Last(list) : -1;

    /// <summary>Appends a posting, which is above all that a term has.</summary>
    /// <param name="term">The term.</param>
    /// <param name="list">The state of its list.</param>
    /// <param name="posting">The posting.</param>
    /// <returns>The list's new state. Who sees it must find the map if it says that there is one: the map is there first.</returns>
    public long Append(int term, long list, int posting)
    {
        var count = PostingStore.CountOf(list) + 1;
        if (PostingStore.IsMapped(list))
        {
            _maps[term].Add(posting);
            return PostingStore.Mapped(count);
        }

        list = postings.Append(list, posting);
        if (count < Fewest || count % CheckEvery != 0 || (long)count * EntriesAPosting <= posting >> 1)
        {
            return list;
        }

        _maps = new(_maps) { [term] = ToMap(list) };
        return PostingStore.Mapped(count);
    }

    /// <summary>Gives lists again to terms that are not common any more.</summary>
    /// <param name="entries">All entries.</param>
    /// <param name="listOf">The list of a term.</param>
    /// <param name="replace">Replaces the list of a term. The map stays until all are replaced.</param>
    public void Review(int entries, Func<int, long> listOf, Action<int, long> replace)
    {
        if (entries < _reviewAt)
        {
            return;
        }

        _reviewAt *= 2;
        var rare = _maps.Where(map => PostingStore.CountOf(listOf(map.Key)) * 2L * EntriesAPosting <= entries).ToList();
        foreach (var (term, map) in rare)
        {
            replace(term, map.ReadAll().Aggregate(0L, postings.Append));
        }

        _maps = new(_maps.Except(rare));
    }

    private DenseMap ToMap(long list)
    {
        var map = new DenseMap();
        var all = new int[PostingStore.CountOf(list)];
        postings.CopyTo(list, all);
        foreach (var posting in all)
        {
            map.Add(posting);
        }

        return map;
    }
}
