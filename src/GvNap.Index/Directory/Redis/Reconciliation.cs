namespace GvNap.Index.Directory.Redis;

/// <summary>
/// Compares all of the store's state with what is known here, and loads just the peers that differ. Repairs whatever
/// was lost: records of the log, messages, writes between which a server died.
/// </summary>
internal sealed class Reconciliation(DirectorySlot directory, PeerSlot peers, CatalogueLoader catalogues, PeerMirror mirror, PeerGates gates)
{
    private const int PeersAtOnce = 16;

    /// <summary>Compares once; false if the store was emptied since the log was read: then there is nothing to compare with.</summary>
    /// <param name="epoch">The epoch in which the log was read.</param>
    /// <param name="position">A sequence number that the log had reached before this call.</param>
    /// <param name="keepMissing">Whether peers that the store does not list are kept: after it was emptied, until their servers had time to write them.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    public async Task<bool> CompareAsync(string epoch, long position, bool keepMissing, CancellationToken cancellationToken)
    {
        var (states, epochNow) = await directory.ReadStatesAsync();
        if (epochNow != epoch)
        {
            return false;
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = PeersAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(states.Values.Where(Differs), parallel, async (state, stop) =>
        {
            if (mirror.TryFind(state.Peer, out var peer) && IsOwn(peer, state))
            {
                await CompareOwnAsync(peer, state, stop);
            }
            else
            {
                await LoadAsync(state, position);
            }
        });

        foreach (var peer in keepMissing ? [] : mirror.Peers.Where(peer => !states.ContainsKey(peer.Id)).ToList())
        {
            lock (mirror.Gate)
            {
                if (!peer.Held && peer.Due == Due.None && peer.Sequence <= position)
                {
                    mirror.Leave(peer, position);
                }
            }
        }

        return true;
    }

    private static bool IsOwn(KnownPeer peer, PeerState state) => peer.Session >= state.Session && (peer.Held || peer.Due != Due.None);

    private bool Differs(PeerState state) =>
        !mirror.TryFind(state.Peer, out var peer)
            ? state.Attached
            : peer.Session != state.Session
                || peer.Catalogue.Version != state.Version
                || peer.Presence != (state.Attached ? Presence.Attached : Presence.Detached)
                || (peer.Revision != state.Revision && !peer.Held);

    /// <summary>
    /// A peer that this server holds is another in the store: perhaps only because it is just being written; with its
    /// turn it is certain.
    /// </summary>
    private async Task CompareOwnAsync(KnownPeer peer, PeerState seen, CancellationToken cancellationToken)
    {
        using var turn = await gates.EnterAsync(peer.Id, cancellationToken);
        var state = await directory.ReadStateAsync(peer.Id);
        lock (mirror.Gate)
        {
            if (peer.Held && peer.Due == Due.None && state == seen && IsOwn(peer, state) && Differs(state))
            {
                peer.Due |= Due.Record;
            }
        }
    }

    private async Task LoadAsync(PeerState state, long position)
    {
        mirror.TryFind(state.Peer, out var known);
        var stored = await peers.ReadAsync(state.Peer);
        if ((stored.Record ?? (known?.Session == state.Session ? known.Record : null)) is not { } record)
        {
            return;
        }

        var catalogue = state.Version == (known?.Catalogue.Version ?? 0) || stored.Version == known?.Catalogue.Version
            ? null
            : await catalogues.LoadAsync(state.Peer);

        // The peer may have come here while the store was being asked.
        lock (mirror.Gate)
        {
            if (mirror.SequenceOf(state.Peer) <= position && !(mirror.TryFind(state.Peer, out var now) && IsOwn(now, state)))
            {
                Apply(state, record, stored.Secret, catalogue, position);
            }
        }
    }

    private void Apply(PeerState state, PeerRecord record, ResumeSecret? secret, CatalogueChange? catalogue, long position)
    {
        mirror.TryFind(state.Peer, out var peer);
        if (peer is null || peer.Session != state.Session || peer.Presence == Presence.Gone || (state.Attached && peer.Presence == Presence.Detached))
        {
            if (!mirror.Attach(record, state.Session, secret, position, held: false) || !mirror.TryFind(state.Peer, out peer))
            {
                return;
            }
        }
        else if (peer.Revision != state.Revision)
        {
            mirror.ChangeRecord(peer, record, position);
        }

        peer.Revision = state.Revision;
        if (catalogue is not null)
        {
            mirror.ChangeCatalogue(peer, catalogue, position);
        }

        if (!state.Attached)
        {
            mirror.Detach(peer, position);
        }
    }
}
