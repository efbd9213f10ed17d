namespace GvNap.Index.Search.Ranking;

/// <summary>The attached peers that share one content id, by way of the links between its entries.</summary>
internal static class SourceList
{
    /// <summary>Entries of a content id at which a survey stops: more sources than that rank alike.</summary>
    public const int SurveyedEntries = 128;

    /// <summary>Counts a content's sources and finds the fastest, looking at its newest entries only.</summary>
    public static (int Sources, ulong Speed) Survey(Generation generation, int content, int published)
    {
        var owners = new OwnerSet(stackalloc int[SurveyedEntries]);
        var speed = 0UL;
        var entry = generation.Contents.Newest(content);
        for (var looked = 0; entry >= 0 && looked < SurveyedEntries; looked++, entry = generation.OlderOf(entry))
        {
            if (entry < published && !generation.IsPartial(entry) && generation.AttachedOwner(entry, published) is { } owner)
            {
                owners.Add(owner.Number);
                speed = Math.Max(speed, owner.Listing.Record.Speed);
            }
        }

        return (owners.Count(), speed);
    }

    /// <summary>Lists a content's sources, best first, each once.</summary>
    /// <param name="generation">What is searched.</param>
    /// <param name="content">The content id's number.</param>
    /// <param name="published">Entries that may be seen.</param>
    /// <param name="limit">Entries to look at.</param>
    /// <param name="partial">Whether to list those, too, that are still fetching it; they come last.</param>
    public static List<ListedSource> Collect(Generation generation, int content, int published, int limit, bool partial)
    {
        var sources = new Dictionary<Member, ListedSource>();
        var entry = generation.Contents.Newest(content);
        for (var looked = 0; entry >= 0 && looked < limit; looked++, entry = generation.OlderOf(entry))
        {
            var isPartial = generation.IsPartial(entry);
            if (entry < published && (partial || !isPartial) && generation.AttachedOwner(entry, published) is { } owner
                && (!sources.TryGetValue(owner, out var known) || (known.IsPartial && !isPartial)))
            {
                sources[owner] = new ListedSource(owner.Listing, entry, isPartial);
            }
        }

        var sorted = sources.Values.ToList();
        sorted.Sort();
        return sorted;
    }

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
