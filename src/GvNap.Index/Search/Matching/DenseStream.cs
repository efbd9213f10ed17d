using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>The entries that all of several very common terms have.</summary>
/// <param name="budget">What may still be done.</param>
/// <param name="entries">All entries.</param>
internal sealed class DenseStream(WorkBudget budget, int entries) : WindowStream
{
    // One word in four.
    private const double SparseShare = 1.0 / 256;

    private readonly List<DenseMap> _maps = [];
    private long _estimate = long.MaxValue;

    // Of all entries, if the terms have nothing to do with each other.
    private double _share = 1;

    /// <inheritdoc/>
    public override long Estimate => _estimate;

    /// <inheritdoc/>
    public override bool IsSparse => _share < SparseShare;

    /// <summary>Adds a term.</summary>
    /// <param name="map">Its map.</param>
    /// <param name="count">How many entries have it.</param>
    public void Add(DenseMap map, int count)
    {
        _maps.Add(map);
        _estimate = Math.Min(_estimate, count);
        _share *= (double)count / entries;
    }

    /// <inheritdoc/>
    public override void Look(ReadOnlySpan<int> postings, Span<byte> found)
    {
        budget.Take((long)_maps.Count * postings.Length);
        found[..postings.Length].Fill(3);
        foreach (var map in _maps)
        {
            var number = -1;
            var page = ReadOnlySpan<ulong>.Empty;
            for (var index = 0; index < postings.Length; index++)
            {
                if (postings[index] >> PostingBits != number)
                {
                    number = postings[index] >> PostingBits;
                    page = map.Page(number);
                }

                found[index] &= page.IsEmpty ? (byte)0 : (byte)DenseMap.Look(page, postings[index]);
            }
        }
    }

    /// <inheritdoc/>
    public override int Keep(Span<int> postings, Span<byte> scratch)
    {
        budget.Take((long)_maps.Count * postings.Length);
        foreach (var map in _maps)
        {
            postings = postings[..Keep(map, postings)];
        }

        return postings.Length;
    }

    /// <inheritdoc/>
    public override ulong FindInFileName(int word)
    {
        var all = ulong.MaxValue;
        foreach (var map in _maps)
        {
            all &= map.Page(Window)[DenseMap.HalfWords + word];
        }

        return all;
    }

    /// <inheritdoc/>
    protected override int Load(int highest, Span<ulong> present)
    {
        foreach (var map in _maps)
        {
            highest = Math.Min(highest, map.Pages - 1);
        }

        for (; highest >= 0 && !budget.IsSpent; highest--)
        {
            budget.Take((long)WorkBudget.Page * _maps.Count);
            if (TryIntersect(highest, present))
            {
                return highest;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public override bool CanReturn => true;

    /// <inheritdoc/>
    protected override void LoadAgain(int window, int begin, int end, Span<ulong> present)
    {
        var first = begin / Vector512<ulong>.Count * Vector512<ulong>.Count;
        var words = (end - first + Vector512<ulong>.Count - 1) / Vector512<ulong>.Count * Vector512<ulong>.Count;
        Intersect(window, first, present.Slice(first, words));
    }

    /// <inheritdoc/>
    protected override void LoadInFileName(Span<ulong> inFileName) => Intersect(Window, DenseMap.HalfWords, inFileName);

    // Page by page; first which entries are there, then, of the few that are left, which are in the file's own name.
    private static int Keep(DenseMap map, Span<int> postings)
    {
        var kept = 0;
        for (int index = 0, end; index < postings.Length; index = end)
        {
            var number = postings[index] >> PostingBits;
            var lowest = number << PostingBits;
            var page = map.Page(number);
            var first = kept;
            for (end = index; end < postings.Length && postings[end] >= lowest; end++)
            {
                postings[kept] = postings[end];
                kept += page.IsEmpty ? 0 : (int)(page[DenseMap.WordOf(postings[end])] >> (postings[end] >> 1)) & 1;
            }

            foreach (ref var posting in postings[first..kept])
            {
                posting &= ~1 | (int)(page[DenseMap.HalfWords + DenseMap.WordOf(posting)] >> (posting >> 1));
            }
        }

        return kept;
    }

    private bool TryIntersect(int number, Span<ulong> present)
    {
        foreach (var map in _maps)
        {
            if (map.Page(number).IsEmpty)
            {
                return false;
            }
        }

        Intersect(number, first: 0, present);
        return true;
    }

    // Some words of the pages of all maps: a multiple of those of a vector.
    private void Intersect(int number, int first, Span<ulong> all)
    {
        var left = _maps[0].Page(number).Slice(first, all.Length);
        if (_maps.Count == 1)
        {
            left.CopyTo(all);
        }

        for (var map = 1; map < _maps.Count; map++)
        {
            Intersect(left, _maps[map].Page(number).Slice(first, all.Length), all);
            left = all;
        }
    }

    private static void Intersect(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> both)
    {
        var left = MemoryMarshal.Cast<ulong, Vector512<ulong>>(a);
        var right = MemoryMarshal.Cast<ulong, Vector512<ulong>>(b);
        var all = MemoryMarshal.Cast<ulong, Vector512<ulong>>(both);
        for (var index = 0; index < all.Length; index++)
        {
            all[index] = left[index] & right[index];
        }
    }
}
