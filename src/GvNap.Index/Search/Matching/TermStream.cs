using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>The entries of one posting list, as they were when the stream was made.</summary>
internal sealed class TermStream : EntryStream
{
    private readonly PostingStore _store;
    private readonly WorkBudget _budget;
    private readonly int[]? _only;
    private int _block;
    private int _position;

    // The next posting's place in the block, whose postings begin at 1; 0: the block is done.
    private int _index;

    /// <param name="store">The memory of the list.</param>
    /// <param name="list">The list's state, of one posting at least.</param>
    /// <param name="budget">What may still be done.</param>
    public TermStream(PostingStore store, long list, WorkBudget budget)
    {
        _store = store;
        _budget = budget;
        Estimate = PostingStore.CountOf(list);
        _position = PostingStore.TailOf(list);
        (_block, _index) = PostingStore.Locate(PostingStore.CountOf(list));
        _only = Estimate == 1 ? [0, _position] : null;
    }

    /// <inheritdoc/>
    public override long Estimate { get; }

    /// <summary>The next posting, or -1 at the end.</summary>
    public int Next => HasNext() ? Numbers[_index] : -1;

    private ReadOnlySpan<int> Numbers => _only ?? _store.Block(_position, _block);

    /// <inheritdoc/>
    public override void Skip(int limit) => Seek((limit << 1) | 1);

    /// <inheritdoc/>
    public override int Fill(Span<int> postings) => Fill(postings, floor: 0);

    /// <summary>Takes the next postings that are not below <paramref name="floor"/>.</summary>
    public int Fill(Span<int> postings, int floor)
    {
        var filled = 0;
        while (filled < postings.Length && HasNext())
        {
            var numbers = Numbers;
            var taken = Math.Min(_index, postings.Length - filled);
            var some = numbers.Slice(_index - taken + 1, taken);
            if (some[0] < floor)
            {
                some = some[FirstNotBelow(some, floor)..];
            }

            some.CopyTo(postings[filled..]);
            postings.Slice(filled, some.Length).Reverse();
            filled += some.Length;
            _index -= some.Length;
            if (some.Length < taken)
            {
                break;
            }
        }

        _budget.Take(filled);
        return filled;
    }

    /// <inheritdoc/>
    public override void Look(ReadOnlySpan<int> postings, Span<byte> found)
    {
        _budget.Take((long)WorkBudget.Seek * postings.Length);
        for (var index = 0; index < postings.Length; index++)
        {
            var posting = Seek(postings[index] | 1);
            found[index] = (posting ^ postings[index]) >> 1 == 0 ? (byte)(1 | ((posting & 1) << 1)) : (byte)0;
        }
    }

    private static int FirstNotBelow(ReadOnlySpan<int> numbers, int floor)
    {
        var place = numbers.BinarySearch(floor);
        return place < 0 ? ~place : place;
    }

    private bool HasNext()
    {
        if (_index == 0 && _block > 0)
        {
            _position = Numbers[0];
            _index = PostingStore.Capacity(--_block);
        }

        return _index > 0;
    }

    // Goes down to the highest posting that is not above, and returns it, or -1.
    private int Seek(int highest)
    {
        while (HasNext())
        {
            var numbers = Numbers;
            if (numbers[1] <= highest)
            {
                _index = LastNotAbove(numbers, _index, highest);
                return numbers[_index];
            }

            _index = 0;
        }

        return -1;
    }

    // Goes down from where it is in steps that double, then halves the last step. numbers[1] is not above.
    private static int LastNotAbove(ReadOnlySpan<int> numbers, int index, int highest)
    {
        var (low, above, step) = (index, index + 1, 1);
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
