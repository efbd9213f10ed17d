namespace GvNap.Index.Directory.Redis;

/// <summary>Writes catalogues to the store, as this server knows them.</summary>
internal sealed class CatalogueWriter(PeerSlot peers, PeerMirror mirror)
{
    /// <summary>
    /// Writes all of a catalogue, at most one chunk's number of entries at a time. Until the last is there it has a
    /// version that nobody takes for a catalogue. False if there is a newer session.
    /// </summary>
    /// <param name="peer">Whose it is.</param>
    /// <param name="session">The session that the store must know.</param>
    /// <param name="top">The highest chunk in the store.</param>
    /// <exception cref="StoreUnavailableException">The store is away, or lost it again meanwhile.</exception>
    public async Task<bool> WriteAsync(KnownPeer peer, PeerSession session, int top)
    {
        var all = mirror.ReadCatalogue(peer);
        var batches = all.Added.OrderBy(entry => entry.Number).Chunk(RedisKeys.ChunkFiles).ToList();
        var last = $"{all.Version}";
        var baseVersion = StoredPeer.Unfinished;
        var outcome = await peers.ShareAsync(
            session, all with { Added = [] }, baseVersion, batches.Count == 0 ? last : StoredPeer.Unfinished, Math.Max(top, peer.Top));
        for (var i = 0; i < batches.Count && outcome == StoredShare.Applied; i++)
        {
            var batch = all with { Replace = false, Added = batches[i] };
            outcome = await peers.ShareAsync(session, batch, baseVersion, i == batches.Count - 1 ? last : StoredPeer.Unfinished, 0);
        }

        peer.Top = batches.Count == 0 ? 0 : ShareArguments.ChunkOf(batches[^1][^1].Number);
        return outcome switch
        {
            StoredShare.Applied => true,
            StoredShare.Superseded => false,
            _ => throw new StoreUnavailableException("write catalogue"),
        };
    }
}
