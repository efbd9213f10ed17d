namespace GvNap.Index.Search;

/// <summary>What a search index holds.</summary>
/// <param name="Peers">Attached peers.</param>
/// <param name="Files">Files of attached peers.</param>
/// <param name="DetachedPeers">Peers that lost their connection and may come back.</param>
/// <param name="Bytes">Memory that entries and posting lists take, about.</param>
internal readonly record struct SearchIndexCounts(int Peers, long Files, int DetachedPeers, long Bytes);
