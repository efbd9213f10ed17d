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
    public override void Skip(int limit)
    {
        var highest = (limit << 1) | 1;
        if (Descend(highest) is { IsEmpty: false } numbers)
        {
            _index = SortedNumbers.LastNotAbove(numbers, _index, highest);
        }
    }

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
        found[..postings.Length].Clear();
        for (var index = 0; index < postings.Length && Descend(postings[index] | 1) is { IsEmpty: false } numbers;)
        {
            index += LookInBlock(numbers, postings[index..], found[index..]);
        }
    }

    // Looks for those postings that are not below the block's first, and returns how many they are.
    private int LookInBlock(ReadOnlySpan<int> numbers, ReadOnlySpan<int> postings, Span<byte> found)
    {
        var (index, place) = (0, _index);
        while (index < postings.Length && numbers[1] <= (postings[index] | 1))
        {
            if (CommonNumbers.IsWorth(numbers, place, postings, index))
            {
                (index, place) = CommonNumbers.Find(numbers, place, postings, index, found);
            }
            else if (place == 0)
            {
                // Compared with all of the block.
                index++;
            }
            else
            {
                place = SortedNumbers.LastNotAbove(numbers, place, postings[index] | 1);
                found[index] |= (numbers[place] ^ postings[index]) >> 1 == 0 ? (byte)(1 | ((numbers[place] & 1) << 1)) : (byte)0;
                index++;
            }
        }

        _index = place;
        return index;
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

    // Goes down to the block that has the highest posting that is not above; empty if there is none.
    private ReadOnlySpan<int> Descend(int highest)
    {
        while (HasNext())
        {
            var numbers = Numbers;
            if (numbers[1] <= highest)
            {
                return numbers;
            }

            _index = 0;
        }

        return [];
    }
}
