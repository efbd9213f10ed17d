namespace GvNap.Index.Directory.Redis;

/// <summary>
/// Applies batches to the catalogues of this server's peers: the peer's keys first, then the directory, then here. What
/// this server knows of a peer that it holds decides; what the store lacks is written later.
/// </summary>
internal sealed class Shares(
    PeerSlot peers, DirectorySlot directory, PeerMirror mirror, PeerGates gates, Restoration restoration, DirectoryOptions limits, TimeProvider time)
{
    private static readonly ShareResult Superseded = new(ShareOutcome.Superseded, 0);

    /// <summary>Applies one batch.</summary>
    public async Task<ShareResult> ShareAsync(PeerSession session, CatalogueChange change, CancellationToken cancellationToken)
    {
        using var turn = await gates.EnterAsync(session.Peer, cancellationToken);
        KnownPeer? peer;
        Due due;
        lock (mirror.Gate)
        {
            if (!mirror.TryFindHeld(session, out peer))
            {
                return Superseded;
            }

            peer.LastSign = time.GetTimestamp();
            var outcome = peer.Catalogue.Check(change, limits.MaxFilesPerPeer);
            if (outcome != ShareOutcome.Applied || peer.Catalogue.Version == change.Version)
            {
                return new(outcome, peer.Catalogue.Version);
            }

            due = peer.Due;
        }

        var (written, announced) = due == Due.None && FitsOneScript(change) ? await WriteAsync(peer, session, change) : (Due.Record | Due.Catalogue, Announced.Nowhere);
        if (written is null)
        {
            return Superseded;
        }

        lock (mirror.Gate)
        {
            if (!mirror.TryFindHeld(session, out _))
            {
                return Superseded;
            }

            mirror.ChangeCatalogue(peer, change, mirror.SequenceOf(announced));
            peer.Due |= written.Value;
        }

        if (peer.Due != Due.None)
        {
            await restoration.TryWriteAsync(peer);
        }

        return new(ShareOutcome.Applied, change.Version);
    }

    private static bool FitsOneScript(CatalogueChange change) => change.Added.Count <= RedisKeys.ChunkFiles && change.Removed.Count <= RedisKeys.ChunkFiles;

    /// <summary>What of it is still due, and how it was announced; due is null if the session is over.</summary>
    private async Task<(Due? Due, Announced Announced)> WriteAsync(KnownPeer peer, PeerSession session, CatalogueChange change)
    {
        try
        {
            var stored = await peers.ShareAsync(session, change, $"{change.BaseVersion}", $"{change.Version}", peer.Top);
            if (stored != StoredShare.Applied)
            {
                return (stored == StoredShare.Superseded && await directory.KnowsNewerAsync(session) ? null : Due.Record | Due.Catalogue, Announced.Nowhere);
            }

            var top = change.Added.Select(entry => ShareArguments.ChunkOf(entry.Number)).DefaultIfEmpty(0).Max();
            peer.Top = Math.Max(change.Replace ? 0 : peer.Top, top);
            var announced = await directory.AnnounceAsync(ChangeKind.Catalogue, session, change.Version, ChangeRecord.DetailOf(change));
            return (announced.Status switch
            {
                AnnounceStatus.Done => Due.None,
                AnnounceStatus.Missing => Due.Record,
                _ => null,
            }, announced);
        }
        catch (StoreUnavailableException)
        {
            return (Due.Record | Due.Catalogue, Announced.Nowhere);
        }
    }
}
