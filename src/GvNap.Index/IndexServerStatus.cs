namespace GvNap.Index;

/// <summary>How an index server is, and what it holds.</summary>
/// <param name="Store">What its directory is kept in: <c>memory</c>, or <c>redis HOST:PORT</c>.</param>
/// <param name="Available">False while that store is away; searches go on.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="Peers">Peers that are attached, here or to other servers of the same store.</param>
/// <param name="Files">Files that these share.</param>
/// <param name="Bans">Users and ranges of addresses that are shut out.</param>
public sealed record IndexServerStatus(string Store, bool Available, int Connections, long Peers, long Files, int Bans);
