using System.Numerics;

namespace GvNap.Index.Directory;

/// <summary>Which numbers one peer's files have, at one version. Not safe for concurrent use.</summary>
internal sealed class CatalogueNumbers
{
    private const int WordBits = 6;

    // A bit a number: peers keep their numbers dense, below 2^20.
    private ulong[] _used = [];

    /// <summary>The version, chosen by the peer; 0: nothing was shared yet.</summary>
    public ulong Version { get; private set; }

    /// <summary>Number of files.</summary>
    public int Count { get; private set; }

    /// <summary>The numbers, in order.</summary>
    public IEnumerable<uint> All
    {
        get
        {
            for (var word = 0; word < _used.Length; word++)
            {
                for (var marks = _used[word]; marks != 0; marks &= marks - 1)
                {
                    yield return (uint)((word << WordBits) + BitOperations.TrailingZeroCount(marks));
                }
            }
        }
    }

    /// <summary>
    /// What becomes of a batch. <see cref="ShareOutcome.Applied"/> says that it may be applied, or was:
    /// then <see cref="Version"/> is the batch's already.
    /// </summary>
    public ShareOutcome Check(CatalogueChange change, int limit)
    {
        if (change.Version == Version)
        {
            return ShareOutcome.Applied;
        }

        if (!change.Replace && change.BaseVersion != Version)
        {
            return ShareOutcome.Mismatch;
        }

        return CountAfter(change) > limit ? ShareOutcome.Limit : ShareOutcome.Applied;
    }

    /// <summary>Applies a batch that was checked.</summary>
    public void Apply(CatalogueChange change)
    {
        if (change.Replace)
        {
            (_used, Count) = ([], 0);
        }

        foreach (var number in change.Removed)
        {
            Remove(number);
        }

        foreach (var (number, _) in change.Added)
        {
            Add(number);
        }

        Version = change.Version;
    }

    private static ulong Mark(uint number) => 1ul << (int)(number & ((1 << WordBits) - 1));

    private bool Has(uint number) => number >> WordBits < _used.Length && (_used[number >> WordBits] & Mark(number)) != 0;

    private void Add(uint number)
    {
        if (Has(number))
        {
            return;
        }

        var word = (int)(number >> WordBits);
        if (word >= _used.Length)
        {
            Array.Resize(ref _used, Math.Max(word + 1, 2 * _used.Length));
        }

        _used[word] |= Mark(number);
        Count++;
    }

    private void Remove(uint number)
    {
        if (Has(number))
        {
            _used[number >> WordBits] &= ~Mark(number);
            Count--;
        }
    }

    private int CountAfter(CatalogueChange change)
    {
        var added = new HashSet<uint>(change.Added.Select(entry => entry.Number));
        if (change.Replace)
        {
            return added.Count;
        }

        var removed = new HashSet<uint>(change.Removed.Where(number => Has(number) && !added.Contains(number)));
        return Count - removed.Count + added.Count(number => !Has(number));
    }
}
