using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// Writes to the store what it lacks of this server's peers: after it was away or emptied, or after a command whose
/// fate is unknown. What is written is what this server knows; only a newer session in the store stands above that.
/// </summary>
internal sealed partial class Restoration(
    PeerSlot peers, DirectorySlot directory, CatalogueWriter catalogues, PeerMirror mirror, PeerGates gates, DirectoryOptions times, TimeProvider time, ILogger logger)
{
    private const int PeersAtOnce = 16;

    /// <summary>Writes all peers that are due, as far as the store is there; forgets those that left too long ago.</summary>
    public async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        var due = mirror.Peers.Where(peer => peer.Due != Due.None).ToList();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = PeersAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due, parallel, async (peer, stop) =>
        {
            using var turn = await gates.EnterAsync(peer.Id, stop);
            try
            {
                await TryWriteAsync(peer);
            }
            catch (Exception exception) when (!stop.IsCancellationRequested)
            {
                // One that cannot be written holds up no other.
                LogFailed(exception, peer.Id);
            }
        });
    }

    /// <summary>Writes one peer; false if the store is away. The caller has the peer's turn.</summary>
    public async Task<bool> TryWriteAsync(KnownPeer peer)
    {
        var seen = Look(peer);
        if (seen.Due == Due.None)
        {
            // Another server took it over, or it was written meanwhile.
            return true;
        }

        var silence = time.GetElapsedTime(peer.LastSign);
        if (!peer.Held && silence > times.Lease + times.Grace)
        {
            Forget(peer, seen.Session, Announced.Nowhere);
            return true;
        }

        var isLapsed = silence > times.Lease;
        ListOrUnlist(peer, seen, isLapsed);
        if (!directory.IsAvailable)
        {
            return false;
        }

        try
        {
            await (isLapsed || seen.Due.HasFlag(Due.Leave) ? WriteGoneAsync(peer, seen) : WriteAsync(peer, seen));
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private async Task WriteAsync(KnownPeer peer, Seen seen)
    {
        if ((seen.Due & (Due.Record | Due.Catalogue)) != Due.None)
        {
            await WritePeerAsync(peer, seen);
        }

        if (seen.Due.HasFlag(Due.Detach))
        {
            var announced = await directory.AnnounceAsync(ChangeKind.Detached, seen.Session, 0, ChangeRecord.PlainDetail);
            Settle(peer, seen.Session, Due.Detach, announced);
        }
    }

    private async Task WritePeerAsync(KnownPeer peer, Seen seen)
    {
        var (record, session, secret, due) = seen;
        if (!await peers.ClaimNameAsync(record.User, peer.Id, attached: true))
        {
            LogNameLost(peer.Id);
            record = record with { User = "" };
            Rename(peer, record, session);
        }

        var isOrphaned = IsOrphaned(peer) && !await directory.KnowsNewerAsync(session);
        var stored = await peers.RestoreAsync(record, session.Number, secret, over: isOrphaned);
        if (stored is null && peer.Held && !await directory.KnowsNewerAsync(session))
        {
            peer.RefusedSince = peer.RefusedSince == 0 ? time.GetTimestamp() : peer.RefusedSince;
            return;
        }

        peer.RefusedSince = 0;
        if (stored is null || ((due.HasFlag(Due.Catalogue) || stored.Version != peer.Catalogue.Version) && !await catalogues.WriteAsync(peer, session, stored.Top)))
        {
            Settle(peer, session, Due.Record | Due.Catalogue, Announced.Nowhere);
            return;
        }

        var announced = await directory.AnnounceAsync(
            ChangeKind.Attached, session, peer.Catalogue.Version, ChangeRecord.PlainDetail, time.GetElapsedTime(peer.LastSign));
        if (announced.Status == AnnounceStatus.Superseded)
        {
            // There is a newer session, and its server had told of it before its keys were written over, or were lost: that
            // one writes them again if they are not there.
            await peers.LeaveAsync(session, peer.Top);
        }

        Settle(peer, session, Due.Record | Due.Catalogue, announced);
    }

    /// <summary>
    /// A peer quit, or lapsed: the others are told of that, too, for the reaper may have to hold back, and this server must
    /// not learn from the store that the peer is there. Who quit leaves nothing behind; but of a peer that is somewhere
    /// else by now nothing is taken away, its name neither. One that is silent, and connected, may still give a sign.
    /// </summary>
    private async Task WriteGoneAsync(KnownPeer peer, Seen seen)
    {
        if (peer.Held)
        {
            return;
        }

        if (seen.Due.HasFlag(Due.Leave) && await peers.LeaveAsync(seen.Session, peer.Top))
        {
            await peers.ReleaseNameAsync(seen.Record.User, peer.Id);
        }

        Forget(peer, seen.Session, await directory.AnnounceAsync(ChangeKind.Left, seen.Session, 0, ChangeRecord.PlainDetail));
    }

    /// <summary>
    /// Another server began a session of a peer that this one holds, and told nobody in all the time that takes: it died,
    /// or had given up on the command. The peer is here.
    /// </summary>
    private bool IsOrphaned(KnownPeer peer) =>
        peer.Held && peer.RefusedSince != 0 && time.GetElapsedTime(peer.RefusedSince) > times.Lease / 3;

    /// <summary>What is to be written, at one moment: while it is, another server may take the peer over.</summary>
    private Seen Look(KnownPeer peer)
    {
        lock (mirror.Gate)
        {
            return new(peer.Record, new(peer.Id, peer.Session), peer.Secret!, peer.Due);
        }
    }

    /// <summary>
    /// A peer from which nothing came for a lease is not listed here, whether the store is there or not; one that gave a
    /// sign of life since is.
    /// </summary>
    private void ListOrUnlist(KnownPeer peer, Seen seen, bool isLapsed)
    {
        lock (mirror.Gate)
        {
            if (isLapsed && peer.Session == seen.Session.Number)
            {
                mirror.Leave(peer, 0);
            }
            else if (!isLapsed && peer.Presence == Presence.Gone && mirror.TryFindHeld(seen.Session, out _))
            {
                mirror.Attach(seen.Record, seen.Session.Number, null, peer.Sequence, held: true);
            }
        }
    }

    private void Rename(KnownPeer peer, PeerRecord record, PeerSession session)
    {
        lock (mirror.Gate)
        {
            if (peer.Session == session.Number)
            {
                mirror.ChangeRecord(peer, record, 0);
            }
        }
    }

    /// <summary>Nothing is settled by what was announced in an epoch that is over.</summary>
    private void Settle(KnownPeer peer, PeerSession session, Due written, Announced announced)
    {
        lock (mirror.Gate)
        {
            var sequence = mirror.SequenceOf(announced);
            if (peer.Session == session.Number && sequence == announced.Sequence)
            {
                peer.Due &= ~written;
                peer.Sequence = Math.Max(peer.Sequence, sequence);
                peer.Revision = sequence != 0 && written.HasFlag(Due.Record) ? sequence : peer.Revision;
            }
        }
    }

    /// <summary>Whatever is due of it may be forgotten with it: it was told, or is not worth telling once the store has nothing of the peer any more.</summary>
    private void Forget(KnownPeer peer, PeerSession session, Announced announced)
    {
        lock (mirror.Gate)
        {
            if (peer.Session == session.Number)
            {
                peer.Due = Due.None;
                mirror.Leave(peer, mirror.SequenceOf(announced));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Peer {Peer} could not be written again")]
    private partial void LogFailed(Exception exception, PeerId peer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Peer {Peer} lost its user name to another while the store was away")]
    private partial void LogNameLost(PeerId peer);

    private readonly record struct Seen(PeerRecord Record, PeerSession Session, ResumeSecret Secret, Due Due);
}
