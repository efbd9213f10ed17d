using GvNap.Index.Directory;

namespace GvNap.Index.News;

/// <summary>Files that a peer has just shared, or a user who may have come or gone.</summary>
/// <param name="Peer">The peer that shares files; null: it is about a user.</param>
/// <param name="Files">The files.</param>
/// <param name="User">The user name in lower case.</param>
internal sealed record NewsEvent(PeerRecord? Peer, IReadOnlyList<CatalogueEntry> Files, string User);
