namespace GvNap.Index.Directory.Redis;

/// <summary>
/// Renews the leases of this server's peers that gave a sign of life, in batches, and finds out which of them the store
/// has lost. A peer that is silent is let lapse, whether its connection is still there or not.
/// </summary>
internal sealed class Renewals(RedisStore store, PeerSlot peers, DirectorySlot directory, PeerMirror mirror, DirectoryOptions times, TimeProvider time)
{
    /// <summary>How often it runs: once a second; more often for short leases.</summary>
    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(Math.Min(1, times.Lease.TotalSeconds / 10));

    /// <summary>Renews once. Those that must be written again are due afterwards; those that lapsed are not listed any more.</summary>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    public async Task RenewAsync()
    {
        await RenewLivingAsync();
        await UnlistLapsedAsync();
    }

    private async Task RenewLivingAsync()
    {
        var alive = mirror.Peers.Where(peer => peer.Held && peer.LastSign != peer.RenewedSign).ToList();
        foreach (var batch in alive.Chunk(DirectorySlot.Batch))
        {
            var signs = batch.Select(peer => peer.LastSign).ToList();
            var sessions = batch.Select((peer, i) => (Session: new PeerSession(peer.Id, peer.Session), Age: time.GetElapsedTime(signs[i]))).ToList();
            var missing = (await directory.RenewAsync(sessions)).ToHashSet();
            MarkMissing(sessions.Select(entry => entry.Session).Where(session => missing.Contains(session.Peer)));
            var lost = await store.DoAsync("renew", database => Task.WhenAll(batch.Select(peer => RenewKeysAsync(database, peer))));
            for (var i = 0; i < batch.Length; i++)
            {
                MarkRenewed(batch[i], sessions[i].Session.Number, signs[i], lost[i]);
            }
        }
    }

    /// <summary>
    /// Of a lapsed peer the log tells, if the directory knew it. It does not know one whose next server died before it
    /// announced it, and one that lapsed while it was being written again was passed over here.
    /// </summary>
    private async Task UnlistLapsedAsync()
    {
        var silent = mirror.Peers.Where(IsSilent).Select(peer => new PeerSession(peer.Id, peer.Session)).ToList();
        foreach (var batch in silent.Chunk(DirectorySlot.Batch))
        {
            var listed = await directory.FindListedAsync([.. batch.Select(session => session.Peer)]);
            foreach (var session in batch.Where(session => !listed.Contains(session.Peer)))
            {
                lock (mirror.Gate)
                {
                    if (mirror.TryFindHeld(session, out var peer) && IsSilent(peer))
                    {
                        mirror.Leave(peer, 0);
                    }
                }
            }
        }
    }

    private bool IsSilent(KnownPeer peer) =>
        peer.Held && peer.Due == Due.None && peer.Presence != Presence.Gone && time.GetElapsedTime(peer.LastSign) > times.Lease;

    private async Task<Due> RenewKeysAsync(StackExchange.Redis.IDatabase database, KnownPeer peer)
    {
        var lease = peers.RenewLeaseAsync(database, peer.Id);
        if (peer.Secret is { Previous: not null })
        {
            await peers.ConfirmTokenAsync(database, peer.Id);
        }

        var due = Due.None;
        if (peer.ExtendedAt == 0 || time.GetElapsedTime(peer.ExtendedAt) > times.Grace / 2)
        {
            due = await ExtendAsync(database, peer);
        }

        return due | (await lease ? Due.None : Due.Record);
    }

    /// <summary>Catalogue and user name live on after the lease; it is enough to renew them now and then.</summary>
    private async Task<Due> ExtendAsync(StackExchange.Redis.IDatabase database, KnownPeer peer)
    {
        List<int> chunks;
        lock (mirror.Gate)
        {
            chunks = [.. peer.Catalogue.All.Select(ShareArguments.ChunkOf).Distinct()];
        }

        var catalogue = await peers.RenewCatalogueAsync(database, peer.Id, chunks);
        var name = await peers.ClaimNameAsync(peer.Record.User, peer.Id, attached: true);
        peer.ExtendedAt = time.GetTimestamp();
        return (catalogue ? Due.None : Due.Record | Due.Catalogue) | (name ? Due.None : Due.Record);
    }

    /// <summary>Before anything else: what follows may fail.</summary>
    private void MarkMissing(IEnumerable<PeerSession> sessions)
    {
        lock (mirror.Gate)
        {
            foreach (var session in sessions)
            {
                if (mirror.TryFindHeld(session, out var peer))
                {
                    peer.Due |= Due.Record;
                }
            }
        }
    }

    private void MarkRenewed(KnownPeer peer, long session, long sign, Due due)
    {
        lock (mirror.Gate)
        {
            if (peer.Held && peer.Session == session)
            {
                peer.RenewedSign = sign;
                peer.Secret = peer.Secret?.Confirmed();
                peer.Due |= due;
            }
        }
    }
}
