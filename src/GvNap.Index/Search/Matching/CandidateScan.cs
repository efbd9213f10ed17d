using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>Goes through the entries that match a plan, newest first, within the limits.</summary>
/// <param name="plan">What is looked for.</param>
/// <param name="generation">What is searched.</param>
/// <param name="limits">Limits.</param>
internal sealed class CandidateScan(SearchPlan plan, Generation generation, SearchLimits limits)
{
    private int _next = plan.IsEmpty ? -1 : plan.Published - 1;
    private int _work = limits.Work;
    private int _candidates;

    /// <summary>The entry that was found.</summary>
    public int Entry { get; private set; }

    /// <summary>All words are in the entry's own file name.</summary>
    public bool InFileName { get; private set; }

    /// <summary>There may be more than was found.</summary>
    public bool IsCut { get; private set; } = plan.IsCut && !plan.IsEmpty;

    /// <summary>Goes to the next entry.</summary>
    public bool MoveNext()
    {
        while (TryFindCommon(out var entry))
        {
            _next = entry - 1;
            if (!IsMatch(entry))
            {
                continue;
            }

            if (_candidates++ == limits.Candidates)
            {
                IsCut = true;
                return false;
            }

            Entry = entry;
            return true;
        }

        return false;
    }

    // The streams take turns to go down to the lowest of them until all are at the same entry.
    private bool TryFindCommon(out int entry)
    {
        entry = _next;
        var agreed = 0;
        for (var turn = 0; agreed < plan.Required.Count; turn = (turn + 1) % plan.Required.Count)
        {
            if (_work-- <= 0)
            {
                IsCut = true;
                return false;
            }

            var stream = plan.Required[turn];
            if (entry < 0 || !stream.TrySeek(entry))
            {
                return false;
            }

            agreed = stream.Entry == entry ? agreed + 1 : 1;
            entry = stream.Entry;
        }

        return true;
    }

    private bool IsMatch(int entry)
    {
        if (generation.IsPartial(entry) || generation.AttachedOwner(entry, plan.Published) is not { } owner || (plan.Owner ?? owner) != owner
            || plan.ExcludedOwners.Contains(owner) || IsExcluded(entry))
        {
            return false;
        }

        InFileName = true;
        foreach (var stream in plan.Required)
        {
            InFileName &= stream.InFileName;
        }

        return (plan.Sizes.Count == 0 && plan.Phrases.Count == 0) || HasFields(generation.ReadFields(entry));
    }

    private bool IsExcluded(int entry)
    {
        foreach (var stream in plan.Excluded)
        {
            if (stream.TrySeek(entry) && stream.Entry == entry)
            {
                return true;
            }
        }

        return false;
    }

    private bool HasFields(EntryFields fields)
    {
        foreach (var size in plan.Sizes)
        {
            if ((fields.Size >= size.Min && fields.Size <= size.Max) == size.Negated)
            {
                return false;
            }
        }

        foreach (var phrase in plan.Phrases)
        {
            _work -= limits.TextWork;
            var place = phrase.Find(fields);
            if ((place == PhrasePlace.Nowhere) != phrase.Negated)
            {
                return false;
            }

            InFileName &= phrase.Negated || place == PhrasePlace.FileName;
        }

        return true;
    }
}
