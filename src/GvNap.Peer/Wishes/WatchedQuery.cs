namespace GvNap.Peer.Wishes;

/// <summary>A query for files that nobody shares yet.</summary>
/// <param name="Number">Its number, which no other query of this peer gets while it is there.</param>
/// <param name="Query">The query, in the network's query language.</param>
public sealed record WatchedQuery(int Number, string Query);
