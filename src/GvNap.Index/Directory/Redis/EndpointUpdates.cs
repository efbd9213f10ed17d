namespace GvNap.Index.Directory.Redis;

/// <summary>Replaces the endpoints of this server's peers: here at once, then in the store, or as soon as it is back.</summary>
internal sealed class EndpointUpdates(PeerSlot peers, DirectorySlot directory, PeerMirror mirror, PeerGates gates)
{
    /// <summary>Replaces the endpoints, if the session is not over.</summary>
    public async Task UpdateAsync(PeerSession session, IReadOnlyList<PeerEndpoint> endpoints, CancellationToken cancellationToken)
    {
        using var turn = await gates.EnterAsync(session.Peer, cancellationToken);
        KnownPeer? peer;
        lock (mirror.Gate)
        {
            if (!mirror.TryFindHeld(session, out peer))
            {
                return;
            }

            mirror.ChangeRecord(peer, peer.Record with { Endpoints = endpoints }, 0);
        }

        var (due, announced) = peer.Due == Due.None ? await WriteAsync(peer, session) : (Due.Record, Announced.Nowhere);
        lock (mirror.Gate)
        {
            if (peer.Session == session.Number)
            {
                var sequence = mirror.SequenceOf(announced);
                peer.Due |= due;
                peer.Sequence = Math.Max(peer.Sequence, sequence);
                peer.Revision = sequence;
            }
        }
    }

    private async Task<(Due Due, Announced Announced)> WriteAsync(KnownPeer peer, PeerSession session)
    {
        try
        {
            if (await peers.RestoreAsync(peer.Record, session.Number, peer.Secret!) is null)
            {
                return (Due.None, Announced.Nowhere);
            }

            var announced = await directory.AnnounceAsync(ChangeKind.Record, session, 0, ChangeRecord.PlainDetail);
            return (announced.Status == AnnounceStatus.Done ? Due.None : Due.Record, announced);
        }
        catch (StoreUnavailableException)
        {
            return (Due.Record, Announced.Nowhere);
        }
    }
}
