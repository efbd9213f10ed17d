using GvNap.Index.Search.Ranking;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>Goes through the entries that match a plan, newest first, within the limits, some at a time.</summary>
/// <param name="plan">What is looked for.</param>
/// <param name="generation">What is searched.</param>
/// <param name="limits">Limits.</param>
internal sealed class CandidateScan(SearchPlan plan, Generation generation, SearchLimits limits)
{
    private const int Batch = 512;

    private readonly CandidateMerits _merits = new(plan, generation);
    private int _candidates;

    /// <summary>There may be more than was found.</summary>
    public bool IsCut { get; private set; } = plan.IsCut && !plan.IsEmpty;

    /// <summary>Hands all candidates to the ranking.</summary>
    public void Run(ResultRanking ranking)
    {
        if (plan.IsEmpty)
        {
            return;
        }

        plan.Required[0].Skip(plan.Published - 1);
        if (plan is { Required: [WindowStream windows], Excluded: [], TestsFields: false })
        {
            RankWindows(windows, ranking);
        }
        else
        {
            RankPostings(plan.Required[0], ranking);
        }
    }

    private void RankWindows(WindowStream windows, ResultRanking ranking)
    {
        using var scan = new WindowScan(generation, _merits, ranking, limits.Candidates);
        var isWhole = true;
        while (isWhole && windows.LoadNext())
        {
            isWhole = !plan.Budget.IsSpent && scan.TryRank(windows);
        }

        IsCut |= !isWhole || plan.Budget.IsSpent;
        scan.Finish(windows);
    }

    private void RankPostings(EntryStream driver, ResultRanking ranking)
    {
        Span<int> postings = stackalloc int[Batch];
        for (var count = Batch; count > 0;)
        {
            count = driver.Fill(postings);
            var matching = Filter(postings[..count]);
            if (plan.Budget.IsSpent || !TryRank(postings[..matching], ranking))
            {
                IsCut = true;
                return;
            }
        }
    }

    // Keeps those that are where they must be, and nowhere else; returns how many.
    private int Filter(Span<int> postings)
    {
        Span<byte> found = stackalloc byte[Batch];
        var count = postings.Length;
        for (var index = 1; index < plan.Required.Count && count > 0; index++)
        {
            count = plan.Required[index].Keep(postings[..count], found);
        }

        for (var index = 0; index < plan.Excluded.Count && count > 0; index++)
        {
            plan.Excluded[index].Look(postings[..count], found);
            count = Drop(postings[..count], found);
        }

        return count;
    }

    private static int Drop(Span<int> postings, ReadOnlySpan<byte> found)
    {
        var kept = 0;
        for (var index = 0; index < postings.Length; index++)
        {
            postings[kept] = postings[index];
            kept += ~found[index] & 1;
        }

        return kept;
    }

    // False if not all were ranked.
    private bool TryRank(ReadOnlySpan<int> postings, ResultRanking ranking)
    {
        plan.Budget.Take((long)WorkBudget.Row * postings.Length);
        var testsFields = plan.TestsFields;
        var states = generation.States;
        var (known, isGrouped, merit) = (EntryStates.None, false, default(Merit));
        foreach (var posting in postings)
        {
            var entry = posting >> 1;
            var found = states.Find(entry);
            if (found != known)
            {
                (known, merit) = (found, _merits.Of(found, out isGrouped));
            }

            if (merit == default)
            {
                continue;
            }

            var inFileName = (posting & 1) != 0;
            if (testsFields && !HasFields(generation.ReadFields(entry), ref inFileName))
            {
                if (plan.Budget.IsSpent)
                {
                    return false;
                }

                continue;
            }

            if (_candidates++ == limits.Candidates)
            {
                return false;
            }

            ranking.Add(entry, isGrouped, merit, inFileName);
        }

        return true;
    }

    private bool HasFields(EntryFields fields, ref bool inFileName)
    {
        plan.Budget.Take(WorkBudget.Fields);
        foreach (var size in plan.Sizes)
        {
            if ((fields.Size >= size.Min && fields.Size <= size.Max) == size.Negated)
            {
                return false;
            }
        }

        foreach (var phrase in plan.Phrases)
        {
            plan.Budget.Take(WorkBudget.Text);
            var place = phrase.Find(fields);
            if ((place == PhrasePlace.Nowhere) != phrase.Negated)
            {
                return false;
            }

            inFileName &= phrase.Negated || place == PhrasePlace.FileName;
        }

        return true;
    }
}
