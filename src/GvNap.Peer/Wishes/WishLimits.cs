namespace GvNap.Peer.Wishes;

/// <summary>How much a peer may want to be told of. An index server has limits of its own, too.</summary>
/// <param name="Watches">Queries.</param>
/// <param name="Follows">Users.</param>
internal sealed record WishLimits(int Watches, int Follows);
