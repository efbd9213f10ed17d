using System.Numerics;
using System.Runtime.InteropServices;

namespace GvNap.Index.Search.Ranking;

/// <summary>Groups candidates by content id and finds the best.</summary>
/// <param name="generation">What is searched.</param>
/// <param name="published">Entries that may be seen.</param>
/// <param name="best">Receives the results.</param>
internal sealed class ResultRanking(Generation generation, int published, BestResults best)
{
    private readonly Dictionary<int, Candidate> _groups = [];
    private int _single;

    /// <summary>Different content ids.</summary>
    public int Count => _single + _groups.Count;

    /// <summary>Takes in a candidate: an entry that matches.</summary>
    /// <param name="entry">The entry; each comes once, the newest first.</param>
    /// <param name="isGrouped">Other entries have the same content id.</param>
    /// <param name="merit">The merit of the peer that shares it.</param>
    /// <param name="inFileName">It matches in the file's own name.</param>
    public void Add(int entry, bool isGrouped, Merit merit, bool inFileName)
    {
        if (!isGrouped)
        {
            _single++;
            best.Offer(merit.For(inFileName), entry);
            return;
        }

        ref var candidate = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, generation.GroupOf(entry), out var exists);
        if (!exists || (inFileName && !candidate.InFileName))
        {
            candidate = new Candidate(entry, inFileName);
        }
    }

    /// <summary>What candidates of that merit, each the only one of its content id, must be to be among the best so far.</summary>
    public Bar BarFor(Merit merit) => new(best.LastRoot(merit.For(inFileName: true)), best.LastRoot(merit));

    /// <summary>Takes in candidates that are left out of the best, each the only one of its content id.</summary>
    /// <param name="count">How many.</param>
    public void LeaveOut(int count)
    {
        _single += count;
        best.LeaveOut(count);
    }

    /// <summary>Takes in neighbouring candidates, each the only one of its content id.</summary>
    /// <param name="first">The entry of the lowest bit.</param>
    /// <param name="lanes">Which of 64 entries are candidates.</param>
    /// <param name="merit">How good all of them are.</param>
    public void Add(int first, ulong lanes, Merit merit)
    {
        _single += BitOperations.PopCount(lanes);
        for (; lanes != 0; lanes ^= 1ul << BitOperations.Log2(lanes))
        {
            best.Offer(merit, first + BitOperations.Log2(lanes));
        }
    }

    /// <summary>Ranks those contents that several entries have. To be called once, after the last candidate.</summary>
    public void Finish()
    {
        foreach (var (group, (entry, inFileName)) in _groups)
        {
            var (sources, speed) = SourceList.Survey(generation, group, published);
            best.Offer(new Merit(sources, speed).For(inFileName), entry);
        }
    }

    private readonly record struct Candidate(int Entry, bool InFileName);
}
