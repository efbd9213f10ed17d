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
    /// <param name="owner">The attached peer that shares it.</param>
    /// <param name="inFileName">It matches in the file's own name.</param>
    public void Add(int entry, Member owner, bool inFileName)
    {
        var group = generation.GroupOf(entry);
        if (group < 0)
        {
            _single++;
            best.Offer(new RankedContent(inFileName, Sources: 1, owner.Speed, entry, generation.RootStart(entry)));
            return;
        }

        ref var candidate = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, group, out var exists);
        if (!exists || (inFileName && !candidate.InFileName))
        {
            candidate = new Candidate(entry, inFileName);
        }
    }

    /// <summary>Ranks those contents that several entries have. To be called once, after the last candidate.</summary>
    public void Finish()
    {
        foreach (var (group, (entry, inFileName)) in _groups)
        {
            var (sources, speed) = SourceList.Survey(generation, group, published);
            best.Offer(new RankedContent(inFileName, sources, speed, entry, generation.RootStart(entry)));
        }
    }

    private readonly record struct Candidate(int Entry, bool InFileName);
}
