namespace GvNap.Index.Search;

/// <summary>How much one request may do.</summary>
internal sealed class SearchLimits
{
    /// <summary>Matching entries that are ranked.</summary>
    public int Candidates { get; init; } = 10_000;

    /// <summary>What a search may do, in units of looking at one posting (see <see cref="Matching.WorkBudget"/>): two or three milliseconds at worst.</summary>
    public int Work { get; init; } = 1_000_000;

    /// <summary>Words that a prefix may stand for.</summary>
    public int PrefixWords { get; init; } = 1_000;

    /// <summary>Entries of one content id that are looked at to list its sources.</summary>
    public int Sources { get; init; } = 10_000;

    /// <summary>Bytes of pages that are kept for those who ask the same before anything changes; 0: none.</summary>
    public int KeptBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Removed entries that are kept before the first compaction.</summary>
    public int CompactionFloor { get; init; } = 4_096;

    /// <summary>Entries that are copied with each event while a compaction is under way: a millisecond or two.</summary>
    public int CompactionStep { get; init; } = 500;
}
