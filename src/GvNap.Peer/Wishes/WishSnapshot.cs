namespace GvNap.Peer.Wishes;

/// <summary>What a peer wants to be told of, at one moment. Never changed.</summary>
/// <param name="Revision">Grows with each change.</param>
/// <param name="Watches">Queries for files, by number. Another list only if they changed.</param>
/// <param name="Follows">Users, in lower case, by name. Another list only if they changed.</param>
public sealed record WishSnapshot(long Revision, IReadOnlyList<WatchedQuery> Watches, IReadOnlyList<string> Follows)
{
    /// <summary>Nothing.</summary>
    public static WishSnapshot Empty { get; } = new(0, [], []);
}
