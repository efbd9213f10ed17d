using System.Numerics;
using System.Runtime.InteropServices;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>The entries that all of several very common terms have.</summary>
/// <param name="budget">What may still be done.</param>
internal sealed class DenseStream(WorkBudget budget) : WindowStream
{
    private readonly List<DenseMap> _maps = [];
    private long _estimate = long.MaxValue;

    /// <inheritdoc/>
    public override long Estimate => _estimate;

    /// <summary>Adds a term.</summary>
    /// <param name="map">Its map.</param>
    /// <param name="count">How many entries have it.</param>
    public void Add(DenseMap map, int count)
    {
        _maps.Add(map);
        _estimate = Math.Min(_estimate, count);
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
    protected override int Load(int highest, Span<ulong> words)
    {
        foreach (var map in _maps)
        {
            highest = Math.Min(highest, map.Pages - 1);
        }

        for (; highest >= 0 && !budget.IsSpent; highest--)
        {
            budget.Take((long)WorkBudget.Page * _maps.Count);
            if (TryIntersect(highest, words))
            {
                return highest;
            }
        }

        return -1;
    }

    private bool TryIntersect(int number, Span<ulong> words)
    {
        for (var map = 0; map < _maps.Count; map++)
        {
            var page = _maps[map].Page(number);
            if (page.IsEmpty)
            {
                return false;
            }

            if (map == 0)
            {
                page.CopyTo(words);
            }
            else
            {
                Intersect(MemoryMarshal.Cast<ulong, Vector<ulong>>(words), MemoryMarshal.Cast<ulong, Vector<ulong>>(page));
            }
        }

        return true;
    }

    private static void Intersect(Span<Vector<ulong>> words, ReadOnlySpan<Vector<ulong>> page)
    {
        for (var index = 0; index < words.Length; index++)
        {
            words[index] &= page[index];
        }
    }
}
