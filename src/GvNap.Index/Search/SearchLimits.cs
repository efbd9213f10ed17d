namespace GvNap.Index.Search;

/// <summary>How much one request may do.</summary>
internal sealed class SearchLimits
{
    /// <summary>Matching entries that are ranked.</summary>
    public int Candidates { get; init; } = 10_000;

    /// <summary>Entries that a search looks at, whether they match or not; reading an entry's text counts as <see cref="TextWork"/>. Some 20 ms at worst, for a very common word with a prefix.</summary>
    public int Work { get; init; } = 250_000;

    /// <summary>What reading an entry's text counts as.</summary>
    public int TextWork { get; init; } = 10;

    /// <summary>Words that a prefix may stand for.</summary>
    public int PrefixWords { get; init; } = 1_000;

    /// <summary>Entries of one content id that are looked at to list its sources.</summary>
    public int Sources { get; init; } = 10_000;

    /// <summary>Removed entries that are kept before the first compaction.</summary>
    public int CompactionFloor { get; init; } = 4_096;

    /// <summary>Entries that are copied with each event while a compaction is under way: a millisecond or two.</summary>
    public int CompactionStep { get; init; } = 500;
}
