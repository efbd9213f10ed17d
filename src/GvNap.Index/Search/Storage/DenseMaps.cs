namespace GvNap.Index.Search.Storage;

/// <summary>Gives a <see cref="DenseMap"/> to those terms that are so common that it takes little room beside their posting lists. One writer, many readers.</summary>
/// <param name="postings">The memory of the posting lists.</param>
internal sealed class DenseMaps(PostingStore postings)
{
    /// <summary>Postings that no term with fewer has a map for.</summary>
    public const int Fewest = 2_048;

    // A map takes a quarter of a byte an entry: as much as the list, if one entry in 16 has the term.
    private const int EntriesAPosting = 64;
    private const int CheckEvery = 256;

    private volatile Dictionary<int, DenseMap> _maps = [];
    private int _reviewAt = 1 << 16;

    /// <summary>The map of a term, or null.</summary>
    public DenseMap? Find(int term) => _maps.GetValueOrDefault(term);

    /// <summary>Takes notice that a posting was appended to a term's list.</summary>
    /// <param name="term">The term.</param>
    /// <param name="list">Its list, with the posting.</param>
    /// <param name="posting">The posting.</param>
    public void Add(int term, long list, int posting)
    {
        var count = PostingStore.CountOf(list);
        if (count < Fewest)
        {
            return;
        }

        if (_maps.TryGetValue(term, out var map))
        {
            map.Add(posting);
        }
        else if (count % CheckEvery == 0 && (long)count * EntriesAPosting > posting >> 1)
        {
            _maps = new(_maps) { [term] = Read(list) };
        }
    }

    /// <summary>Takes the maps from terms that are not common any more.</summary>
    /// <param name="entries">All entries.</param>
    /// <param name="listOf">The list of a term.</param>
    public void Review(int entries, Func<int, long> listOf)
    {
        if (entries >= _reviewAt)
        {
            _reviewAt *= 2;
            _maps = new(_maps.Where(map => PostingStore.CountOf(listOf(map.Key)) * 2L * EntriesAPosting > entries));
        }
    }

    private DenseMap Read(long list)
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
