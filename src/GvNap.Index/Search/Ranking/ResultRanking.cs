using System.Runtime.InteropServices;
using GvNap.Index.Search.Matching;

namespace GvNap.Index.Search.Ranking;

/// <summary>Groups candidates by content id and finds the best.</summary>
internal sealed class ResultRanking(Generation generation, int published)
{
    private readonly Dictionary<int, Group> _groups = [];

    /// <summary>Different content ids.</summary>
    public int Count => _groups.Count;

    /// <summary>Takes in all candidates of a scan.</summary>
    public void AddAll(CandidateScan scan)
    {
        while (scan.MoveNext())
        {
            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, generation.ContentOf(scan.Entry), out var exists);
            if (!exists || (scan.InFileName && !group.InFileName))
            {
                group = new Group(scan.Entry, scan.InFileName);
            }
        }
    }

    /// <summary>The best results, best first.</summary>
    /// <param name="limit">How many.</param>
    /// <param name="after">Only those whose place is after this one, if it is given.</param>
    /// <returns>Them, and whether there are more.</returns>
    public (RankedContent[] Best, bool More) Take(int limit, Rank? after)
    {
        var worstFirst = new PriorityQueue<RankedContent, Rank>(Comparer<Rank>.Create((a, b) => b.CompareTo(a)));
        var eligible = 0;
        foreach (var (content, group) in _groups)
        {
            var (sources, speed) = SourceList.Survey(generation, content, published);
            var rank = new Rank(group.InFileName, sources, speed, generation.ReadFields(group.Entry).Content);
            if (after is { } last && rank.CompareTo(last) <= 0)
            {
                continue;
            }

            eligible++;
            if (worstFirst.Count < limit)
            {
                worstFirst.Enqueue(new RankedContent(rank, content, group.Entry), rank);
            }
            else
            {
                worstFirst.EnqueueDequeue(new RankedContent(rank, content, group.Entry), rank);
            }
        }

        var best = new RankedContent[worstFirst.Count];
        for (var index = best.Length - 1; index >= 0; index--)
        {
            best[index] = worstFirst.Dequeue();
        }

        return (best, eligible > best.Length);
    }

    private readonly record struct Group(int Entry, bool InFileName);
}
