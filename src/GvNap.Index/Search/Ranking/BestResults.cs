namespace GvNap.Index.Search.Ranking;

/// <summary>The best of many results, in order.</summary>
/// <param name="generation">What is searched.</param>
/// <param name="limit">How many are kept.</param>
/// <param name="after">Only those whose place is after this one, if it is given.</param>
internal sealed class BestResults(Generation generation, int limit, Rank? after)
{
    private readonly RankedContent[] _best = new RankedContent[limit];
    private int _count;

    // Of the last of the best, if there are as many as are kept.
    private Merit _least;

    /// <summary>The best, best first.</summary>
    public ReadOnlySpan<RankedContent> Best => _best.AsSpan(0, _count);

    /// <summary>There are more, which are not as good.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Takes a result in, if it is one of the best so far.</summary>
    /// <param name="merit">How good it is.</param>
    /// <param name="entry">The entry that stands for the content; it is looked at only if the rest does not decide.</param>
    public void Offer(Merit merit, int entry)
    {
        if (merit.Value < _least.Value)
        {
            HasMore = true;
            return;
        }

        var result = new RankedContent(merit, entry, generation.RootStart(entry));
        if (_count == limit && Compare(result, _best[^1]) >= 0)
        {
            HasMore = true;
        }
        else if (after is not { } last || RankOf(result).CompareTo(last) > 0)
        {
            Insert(result);
        }
    }

    /// <summary>A result's place, for a cursor.</summary>
    public Rank RankOf(in RankedContent result) =>
        new(result.Merit, generation.ReadFields(result.Entry).Content);

    private void Insert(in RankedContent result)
    {
        var place = _count;
        while (place > 0 && Compare(result, _best[place - 1]) < 0)
        {
            place--;
        }

        HasMore |= _count == limit;
        _count = Math.Min(limit, _count + 1);
        _best.AsSpan(place, _count - 1 - place).CopyTo(_best.AsSpan(place + 1));
        _best[place] = result;
        _least = _count == limit ? _best[^1].Merit : default;
    }

    private int Compare(in RankedContent a, in RankedContent b) => a.CompareTo(b) is var order && order != 0 ? order : RankOf(a).CompareTo(RankOf(b));
}
