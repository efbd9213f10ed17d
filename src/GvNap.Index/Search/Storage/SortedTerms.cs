namespace GvNap.Index.Search.Storage;

/// <summary>
/// Terms in the order of their words, for prefixes: sorted runs, of which each is several times as long as the next, and the newest terms unsorted.
/// One writer; a reader takes one snapshot of the runs, which never change.
/// </summary>
/// <param name="wordOf">The word of a term.</param>
internal sealed class SortedTerms(SortedTerms.WordOf wordOf)
{
    private const int UnsortedTerms = 256;
    private const int Ratio = 4;

    private volatile Snapshot _snapshot = new([], 0);

    /// <summary>The word of a term.</summary>
    public delegate ReadOnlySpan<byte> WordOf(int term);

    /// <summary>Takes notice of terms 0 to <paramref name="count"/> - 1, all of which can be read.</summary>
    public void Extend(int count)
    {
        var snapshot = _snapshot;
        if (count - snapshot.Sorted < UnsortedTerms)
        {
            return;
        }

        var run = Enumerable.Range(snapshot.Sorted, count - snapshot.Sorted).ToArray();
        Array.Sort(run, (a, b) => wordOf(a).SequenceCompareTo(wordOf(b)));
        var runs = snapshot.Runs.ToList();
        while (runs.Count > 0 && runs[^1].Length < Ratio * run.Length)
        {
            run = Merge(runs[^1], run);
            runs.RemoveAt(runs.Count - 1);
        }

        _snapshot = new Snapshot([.. runs, run], count);
    }

    /// <summary>Collects terms whose words begin with <paramref name="prefix"/>.</summary>
    /// <param name="prefix">A folded word.</param>
    /// <param name="count">Terms that can be read.</param>
    /// <param name="limit">Most terms to collect.</param>
    /// <param name="found">Receives them.</param>
    /// <returns>False if there are more.</returns>
    public bool TryCollect(ReadOnlySpan<byte> prefix, int count, int limit, List<int> found)
    {
        var snapshot = _snapshot;
        foreach (var run in snapshot.Runs)
        {
            for (var index = FirstNotBelow(run, prefix); index < run.Length && wordOf(run[index]).StartsWith(prefix); index++)
            {
                if (found.Count == limit)
                {
                    return false;
                }

                found.Add(run[index]);
            }
        }

        for (var term = snapshot.Sorted; term < count; term++)
        {
            if (wordOf(term).StartsWith(prefix))
            {
                if (found.Count == limit)
                {
                    return false;
                }

                found.Add(term);
            }
        }

        return true;
    }

    private int FirstNotBelow(int[] run, ReadOnlySpan<byte> prefix)
    {
        var (low, high) = (0, run.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (wordOf(run[middle]).SequenceCompareTo(prefix) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private int[] Merge(int[] a, int[] b)
    {
        var merged = new int[a.Length + b.Length];
        for (int i = 0, j = 0, k = 0; k < merged.Length; k++)
        {
            var takeA = j == b.Length || (i < a.Length && wordOf(a[i]).SequenceCompareTo(wordOf(b[j])) < 0);
            merged[k] = takeA ? a[i++] : b[j++];
        }

        return merged;
    }

    private sealed record Snapshot(int[][] Runs, int Sorted);
}
