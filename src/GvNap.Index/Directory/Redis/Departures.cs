namespace GvNap.Index.Directory.Redis;

/// <summary>Ends sessions: at once for the followers here, then in the store, or as soon as it is back.</summary>
internal sealed class Departures(PeerMirror mirror, PeerGates gates, Restoration restoration)
{
    /// <summary>Ends a session, if it is not over; <paramref name="how"/> is Detach or Leave.</summary>
    public async Task EndAsync(PeerSession session, Due how, CancellationToken cancellationToken)
    {
        lock (mirror.Gate)
        {
            if (!mirror.TryFindHeld(session, out var held))
            {
                return;
            }

            held.Due |= how;
            held.Held = false;
            if (how == Due.Leave)
            {
                mirror.Leave(held, 0);
            }
            else
            {
                mirror.Detach(held, 0);
            }
        }

        using var turn = await gates.EnterAsync(session.Peer, cancellationToken);
        if (mirror.TryFind(session.Peer, out var peer) && peer.Session == session.Number && peer.Due != Due.None)
        {
            await restoration.TryWriteAsync(peer);
        }
    }
}
