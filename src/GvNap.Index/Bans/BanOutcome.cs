namespace GvNap.Index.Bans;

/// <summary>What became of a change to the bans.</summary>
internal enum BanOutcome
{
    /// <summary>It holds, on all servers of the store within a second.</summary>
    Done,

    /// <summary>It holds here; the store is away, and is told when it is back.</summary>
    DoneHere,

    /// <summary>There is no such ban to lift.</summary>
    Unknown,

    /// <summary>There are as many bans as there may be.</summary>
    Full,
}
