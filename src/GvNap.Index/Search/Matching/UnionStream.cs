using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>The entries of any of several terms.</summary>
internal sealed class UnionStream : WindowStream
{
    private readonly TermStream[] _streams;
    private readonly WorkBudget _budget;
    private ulong[]? _seen;
    private int _window = int.MaxValue;

    /// <param name="streams">The terms' entries.</param>
    /// <param name="budget">What may still be done.</param>
    public UnionStream(IEnumerable<TermStream> streams, WorkBudget budget)
    {
        _streams = [.. streams];
        _budget = budget;
        Estimate = _streams.Sum(stream => stream.Estimate);
    }

    /// <inheritdoc/>
    public override long Estimate { get; }

    /// <inheritdoc/>
    public override void Look(ReadOnlySpan<int> postings, Span<byte> found)
    {
        _seen ??= new ulong[DenseMap.PageWords];
        for (var index = 0; index < postings.Length; index++)
        {
            var window = postings[index] >> PostingBits;
            if (window != _window && !_budget.IsSpent)
            {
                _window = window;
                Descend(window);
                Collect(window, _seen);
            }

            found[index] = window == _window ? (byte)DenseMap.Look(_seen, postings[index]) : (byte)0;
        }
    }

    /// <inheritdoc/>
    protected override int Load(int highest, Span<ulong> words)
    {
        var window = _budget.IsSpent ? -1 : Descend(highest);
        if (window >= 0)
        {
            Collect(window, words);
        }

        return window;
    }

    // Brings all streams down to a window, and tells the highest that any of them has entries in; -1: none has any more.
    private int Descend(int window)
    {
        var next = -1;
        foreach (var stream in _streams)
        {
            stream.Skip((int)(((window + 1L) << DenseMap.PageBits) - 1));
            next = Math.Max(next, stream.Next);
        }

        _budget.Take((long)WorkBudget.Seek * _streams.Length);
        return next < 0 ? -1 : next >> PostingBits;
    }

    private void Collect(int window, Span<ulong> words)
    {
        words.Clear();
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
