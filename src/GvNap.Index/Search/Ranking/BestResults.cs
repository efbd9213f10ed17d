using System.Buffers;

namespace GvNap.Index.Search.Ranking;

/// <summary>The best of many results, in order, in memory that is borrowed until it is disposed.</summary>
/// <param name="generation">What is searched.</param>
/// <param name="limit">How many are kept.</param>
/// <param name="after">Only those whose place is after this one, if it is given.</param>
internal sealed class BestResults(Generation generation, int limit, Rank? after) : IDisposable
{
    private const int MostPending = 32;

    private readonly RankedContent[] _best = ArrayPool<RankedContent>.Shared.Rent(limit);
    private readonly RankedContent[] _pending = ArrayPool<RankedContent>.Shared.Rent(MostPending);
    private int _count;
    private int _pendingCount;

    // The last of the best, if there are as many as are kept.
    private ulong _least;
    private int _leastRoot = int.MaxValue;

    /// <summary>The best, best first.</summary>
    public ReadOnlySpan<RankedContent> Best
    {
        get
        {
            Settle();
            return _best.AsSpan(0, _count);
        }
    }

    /// <summary>There are more, which are not as good.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Takes a result in, if it is one of the best so far.</summary>
    /// <param name="merit">How good it is.</param>
    /// <param name="entry">The entry that stands for the content.</param>
    public void Offer(Merit merit, int entry)
    {
        if (IsLow(merit))
        {
            HasMore = true;
            return;
        }

        _pending[_pendingCount++] = new RankedContent(merit, entry, 0);
        if (_pendingCount == MostPending)
        {
            Settle();
        }
    }

    /// <summary>Whether no result of that merit is one of the best so far.</summary>
    public bool IsLow(Merit merit) => merit.Value < _least;

    /// <summary>How the last root begins that a result of that merit may have to be one of the best so far; below 0: none may.</summary>
    public int LastRoot(Merit merit) => IsLow(merit) ? -1 : IsLeast(merit) ? _leastRoot : int.MaxValue;

    /// <summary>Leaves out results that are none of the best.</summary>
    /// <param name="count">How many.</param>
    public void LeaveOut(int count) => HasMore |= count > 0;

    /// <summary>A result's place, for a cursor.</summary>
    public Rank RankOf(in RankedContent result) =>
        new(result.Merit, generation.ReadFields(result.Entry).Content);

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<RankedContent>.Shared.Return(_best);
        ArrayPool<RankedContent>.Shared.Return(_pending);
    }

    private bool IsLeast(Merit merit) => merit.Value == _least;

    // How the roots begin is asked for of all, one after the other: the memory brings all at once.
    private void Settle()
    {
        var pending = _pending.AsSpan(0, _pendingCount);
        _pendingCount = 0;
        foreach (ref var result in pending)
        {
            result = result with { RootStart = generation.RootStart(result.Entry) };
        }

        foreach (ref readonly var result in pending)
        {
            Take(result);
        }
    }

    private void Take(in RankedContent result)
    {
        if (IsLow(result.Merit) || (IsLeast(result.Merit) && result.RootStart > _leastRoot))
        {
            HasMore = true;
        }
        else if (_count == limit && Compare(result, _best[limit - 1]) >= 0)
        {
            HasMore = true;
        }
        else if (after is not { } last || RankOf(result).CompareTo(last) > 0)
        {
            Insert(result);
        }
    }

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
        if (_count == limit)
        {
            (_least, _leastRoot) = (_best[limit - 1].Merit.Value, _best[limit - 1].RootStart);
        }
    }

    private int Compare(in RankedContent a, in RankedContent b) => a.CompareTo(b) is var order && order != 0 ? order : RankOf(a).CompareTo(RankOf(b));
}
