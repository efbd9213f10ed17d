using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>The entries of any of several terms.</summary>
/// <param name="budget">What may still be done.</param>
internal sealed class UnionStream(WorkBudget budget) : WindowStream
{
    private readonly List<TermStream> _streams = [];
    private readonly List<DenseMap> _maps = [];
    private ulong[]? _page;
    private long _estimate;
    private int _window = int.MaxValue;

    /// <inheritdoc/>
    public override long Estimate => _estimate;

    /// <summary>Adds a term.</summary>
    public void Add(TermStream stream)
    {
        _streams.Add(stream);
        _estimate += stream.Estimate;
    }

    /// <summary>Adds a very common term.</summary>
    /// <param name="map">Its map.</param>
    /// <param name="count">How many entries have it.</param>
    public void Add(DenseMap map, int count)
    {
        _maps.Add(map);
        _estimate += count;
    }

    /// <inheritdoc/>
    public override void Look(ReadOnlySpan<int> postings, Span<byte> found)
    {
        for (var index = 0; index < postings.Length; index++)
        {
            var window = postings[index] >> PostingBits;
            if (window != _window && !budget.IsSpent)
            {
                _window = window;
                Descend(window);
                Collect(window);
            }

            found[index] = window == _window ? (byte)DenseMap.Look(_page, postings[index]) : (byte)0;
        }
    }

    /// <inheritdoc/>
    public override ulong FindInFileName(int word) => _page![DenseMap.HalfWords + word];

    /// <inheritdoc/>
    protected override int Load(int highest, Span<ulong> present)
    {
        var window = budget.IsSpent ? -1 : Descend(highest);
        if (window >= 0)
        {
            Collect(window);
            _page.AsSpan(0, DenseMap.HalfWords).CopyTo(present);
        }

        return window;
    }

    /// <inheritdoc/>
    protected override void LoadInFileName(Span<ulong> inFileName) => _page.AsSpan(DenseMap.HalfWords).CopyTo(inFileName);

    // Brings all streams down to a window, and tells the highest that any of them has entries in; -1: none has any more.
    private int Descend(int window)
    {
        var next = -1;
        foreach (var stream in _streams)
        {
            stream.Skip((int)(((window + 1L) << DenseMap.PageBits) - 1));
            next = Math.Max(next, stream.Next);
        }

        budget.Take(((long)WorkBudget.Seek * _streams.Count) + ((long)WorkBudget.Page * _maps.Count));
        next = next < 0 ? -1 : next >> PostingBits;
        foreach (var map in _maps)
        {
            next = Math.Max(next, map.HighestPage(window));
        }

        return next;
    }

    private void Collect(int window)
    {
        _page ??= new ulong[DenseMap.PageWords];
        var words = _page.AsSpan();
        words.Clear();
        foreach (var map in _maps)
        {
            var page = map.Page(window);
            for (var word = 0; word < page.Length; word++)
            {
                words[word] |= page[word];
            }
        }

        Span<int> postings = stackalloc int[256];
        foreach (var stream in _streams)
        {
            for (var count = int.MaxValue; count >= postings.Length;)
            {
                count = stream.Fill(postings, window << PostingBits);
                foreach (var posting in postings[..Math.Min(count, postings.Length)])
                {
                    DenseMap.Add(words, posting);
                }
            }
        }
    }
}
