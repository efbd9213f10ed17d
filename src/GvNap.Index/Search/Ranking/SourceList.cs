using GvNap.Index.Search.Matching;

namespace GvNap.Index.Search.Ranking;

/// <summary>The attached peers that share one content id.</summary>
internal static class SourceList
{
    /// <summary>Entries of a content id at which a survey stops: more sources than that rank alike.</summary>
    public const int SurveyedEntries = 128;

    /// <summary>Counts the sources of a content that several entries have, and finds the fastest, looking at its newest entries only.</summary>
    public static (int Sources, ulong Speed) Survey(Generation generation, int group, int published)
    {
        var owners = new OwnerSet(stackalloc int[SurveyedEntries]);
        var speed = 0UL;
        Span<int> postings = stackalloc int[SurveyedEntries];
        foreach (var posting in postings[..EntriesOf(generation, group).Fill(postings)])
        {
            var state = generation.States.Read(posting >> 1, published);
            if (posting >> 1 < published && !state.IsPartial && generation.AttachedOwner(state) is { } owner)
            {
                owners.Add(owner.Number);
                speed = Math.Max(speed, owner.Merit.Speed);
            }
        }

        return (owners.Count(), speed);
    }

    /// <summary>Lists a content's sources, best first, each once.</summary>
    /// <param name="generation">What is searched.</param>
    /// <param name="entry">An entry of the content.</param>
    /// <param name="published">Entries that may be seen.</param>
    /// <param name="limit">Entries to look at.</param>
    /// <param name="partial">Whether to list those, too, that are still fetching it; they come last.</param>
    public static List<ListedSource> Collect(Generation generation, int entry, int published, int limit, bool partial)
    {
        var group = generation.GroupOf(entry);
        return group < 0 ? CollectOne(generation, entry, published, partial) : CollectGroup(generation, group, published, limit, partial);
    }

    private static List<ListedSource> CollectOne(Generation generation, int entry, int published, bool partial)
    {
        var state = generation.States.Read(entry, published);
        return entry < published && (partial || !state.IsPartial) && generation.AttachedOwner(state) is { } owner
            ? [new ListedSource(owner.Listing, entry, state.IsPartial)]
            : [];
    }

    private static List<ListedSource> CollectGroup(Generation generation, int group, int published, int limit, bool partial)
    {
        var sources = new Dictionary<Member, ListedSource>();
        var entries = EntriesOf(generation, group);
        Span<int> postings = stackalloc int[SurveyedEntries];
        for (var (looked, count) = (0, int.MaxValue); looked < limit && count > 0; looked += count)
        {
            count = entries.Fill(postings[..Math.Min(SurveyedEntries, limit - looked)]);
            foreach (var posting in postings[..count])
            {
                var entry = posting >> 1;
                var state = generation.States.Read(entry, published);
                if (entry < published && (partial || !state.IsPartial) && generation.AttachedOwner(state) is { } owner
                    && (!sources.TryGetValue(owner, out var known) || (known.IsPartial && !state.IsPartial)))
                {
                    sources[owner] = new ListedSource(owner.Listing, entry, state.IsPartial);
                }
            }
        }

        var sorted = sources.Values.ToList();
        sorted.Sort();
        return sorted;
    }

    private static TermStream EntriesOf(Generation generation, int group) =>
        new(generation.Contents.Postings, generation.Contents.ListOf(group), new WorkBudget(long.MaxValue));

    // Few numbers are few comparisons; sorting tells the distinct ones of many.
    private ref struct OwnerSet(Span<int> slots)
    {
        private readonly Span<int> _slots = slots;
        private int _length;

        public void Add(int slot) => _slots[_length++] = slot;

        public readonly int Count()
        {
            var slots = _slots[.._length];
            if (slots.Length < 2)
            {
                return slots.Length;
            }

            slots.Sort();
            var distinct = 1;
            for (var index = 1; index < slots.Length; index++)
            {
                distinct += slots[index] == slots[index - 1] ? 0 : 1;
            }

            return distinct;
        }
    }
}
