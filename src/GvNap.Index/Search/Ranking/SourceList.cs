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

    /// <summary>The entries of a content that several have, newest first.</summary>
    public static TermStream EntriesOf(Generation generation, int group) =>
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
