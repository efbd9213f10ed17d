using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>The entries of one term, as they were when the stream was made.</summary>
internal sealed class TermStream : EntryStream
{
    private readonly PostingStore _store;
    private readonly int _count;
    private int _block;
    private int _position;
    private int _index;

    /// <param name="store">The memory of the list.</param>
    /// <param name="list">The list's state, of one posting at least.</param>
    public TermStream(PostingStore store, long list)
    {
        _store = store;
        _count = PostingStore.CountOf(list);
        _position = PostingStore.TailOf(list);
        (_block, _index) = PostingStore.Locate(_count);
        Posting = int.MaxValue;
    }

    /// <inheritdoc/>
    public override long Estimate => _count;

    /// <inheritdoc/>
    public override bool InFileName => (Posting & 1) != 0;

    /// <summary>The posting that was found last.</summary>
    public int Posting { get; private set; }

    /// <inheritdoc/>
    protected override bool Seek(int limit)
    {
        var highest = (limit << 1) | 1;
        if (_count == 1)
        {
            return Found(_position, highest);
        }

        var numbers = _store.Block(_position, _block);
        while (numbers[1] > highest)
        {
            if (_block == 0)
            {
                return false;
            }

            _position = numbers[0];
            _index = PostingStore.Capacity(--_block);
            numbers = _store.Block(_position, _block);
        }

        _index = LastNotAbove(numbers, highest);
        return Found(numbers[_index], highest);
    }

    private bool Found(int posting, int highest)
    {
        if (posting > highest)
        {
            return false;
        }

        Posting = posting;
        Entry = posting >> 1;
        return true;
    }

    // Goes down from where it is in steps that double, then halves the last step. numbers[1] is not above.
    private int LastNotAbove(ReadOnlySpan<int> numbers, int highest)
    {
        var (above, step) = (_index + 1, 1);
        var low = _index;
        while (numbers[low] > highest)
        {
            above = low;
            low = Math.Max(1, low - step);
            step *= 2;
        }

        while (above - low > 1)
        {
            var middle = (low + above) >>> 1;
            if (numbers[middle] > highest)
            {
                above = middle;
            }
            else
            {
                low = middle;
            }
        }

        return low;
    }
}
