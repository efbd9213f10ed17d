using GvNap.Index.Search.Queries;

namespace GvNap.Index.Search.Matching;

/// <summary>How a query is answered: what every entry must be in, what it must not be in, and what is tested on the entry itself.</summary>
internal sealed class SearchPlan
{
    /// <summary>
    /// Entries that are looked at: those that may be seen, or, if one peer's files are wanted, those of the moment at which its
    /// catalogue was taken.
    /// </summary>
    public required int Published { get; set; }

    /// <summary>All of these have the entry; the rarest comes first.</summary>
    public List<EntryStream> Required { get; } = [];

    /// <summary>None of these has the entry.</summary>
    public List<EntryStream> Excluded { get; } = [];

    /// <summary>Tests of the text.</summary>
    public List<PhraseTest> Phrases { get; } = [];

    /// <summary>Tests of the size.</summary>
    public List<QueryTerm.Size> Sizes { get; } = [];

    /// <summary>Something is tested on the entry itself.</summary>
    public bool TestsFields => Sizes.Count > 0 || Phrases.Count > 0;

    /// <summary>What may still be done; shared with the streams.</summary>
    public required WorkBudget Budget { get; init; }

    /// <summary>The peer that shares all results; null: any.</summary>
    public Member? Owner { get; set; }

    /// <summary>The peers that share no result.</summary>
    public List<Member> ExcludedOwners { get; } = [];

    /// <summary>Nothing can match.</summary>
    public bool IsEmpty { get; set; }

    /// <summary>A prefix stands for more words than are looked up.</summary>
    public bool IsCut { get; set; }
}
