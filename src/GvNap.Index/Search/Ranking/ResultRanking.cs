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

    /// <summary>Whether no candidate of that merit, which is the only one of its content id, is one of the best so far.</summary>
    public bool IsLow(Merit merit) => best.IsLow(merit);

    /// <summary>Takes in candidates that are left out of the best, each the only one of its content id.</summary>
    /// <param name="count">How many.</param>
    public void LeaveOut(int count)
    {
        _single += count;
        best.LeaveOut(count);
    }

    /// <summary>Takes in those of neighbouring candidates, each the only one of its content id, that may be among the best so far.</summary>
    /// <param name="first">The entry of the lowest bit, a multiple of 64.</param>
    /// <param name="present">Which of 64 entries are candidates.</param>
    /// <param name="inFileName">Which of them match in the file's own name.</param>
    /// <param name="merit">The merit of the peer that shares them.</param>
    /// <returns>How many were taken; the others are to be left out.</returns>
    public int AddBest(int first, ulong present, ulong inFileName, Merit merit) =>
        AddBest(first, present & inFileName, merit.For(inFileName: true)) + AddBest(first, present & ~inFileName, merit);

    /// <summary>Ranks those contents that several entries have. To be called once, after the last candidate.</summary>
    public void Finish()
    {
        foreach (var (group, (entry, inFileName)) in _groups)
        {
            var (sources, speed) = SourceList.Survey(generation, group, published);
            best.Offer(new Merit(sources, speed).For(inFileName), entry);
        }
    }

    private int AddBest(int first, ulong lanes, Merit merit)
    {
        lanes = best.Find(merit, first, lanes);
        var count = BitOperations.PopCount(lanes);
        _single += count;
        for (; lanes != 0; lanes ^= 1ul << BitOperations.Log2(lanes))
        {
            best.Offer(merit, first + BitOperations.Log2(lanes));
        }

        return count;
    }

    private readonly record struct Candidate(int Entry, bool InFileName);
}
