using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// Writes to the store what it lacks of this server's peers: after it was away or emptied, or after a command whose
/// fate is unknown. What is written is what this server knows; only a newer session in the store stands above that.
/// </summary>
internal sealed partial class Restoration(
    PeerSlot peers, DirectorySlot directory, PeerMirror mirror, PeerGates gates, DirectoryOptions times, TimeProvider time, ILogger logger)
{
    private const int PeersAtOnce = 16;

    /// <summary>Writes all peers that are due, as far as the store is there; forgets those for which it was away too long.</summary>
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
        try
        {
            await WriteAsync(peer);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private async Task WriteAsync(KnownPeer peer)
    {
        if (IsLapsed(peer))
        {
            LetLapse(peer);
        }
        else if (peer.Due.HasFlag(Due.Leave))
        {
            await WriteLeaveAsync(peer);
        }
        else
        {
            if ((peer.Due & (Due.Record | Due.Catalogue)) != Due.None)
            {
                await WritePeerAsync(peer);
            }

            if (peer.Due.HasFlag(Due.Detach))
            {
                var announced = await directory.AnnounceAsync(ChangeKind.Detached, new(peer.Id, peer.Session), 0, ChangeRecord.PlainDetail);
                Settle(peer, peer.Session, Due.Detach, announced.Sequence);
            }
        }
    }

    private async Task WritePeerAsync(KnownPeer peer)
    {
        var (record, session, secret, due) = Snapshot(peer);
        if (!await peers.ClaimNameAsync(record.User, peer.Id, attached: true))
        {
            LogNameLost(peer.Id);
            record = record with { User = "" };
            mirror.ChangeRecord(peer, record, 0);
        }

        var isOrphaned = IsOrphaned(peer) && !await directory.KnowsNewerAsync(session);
        var stored = await peers.RestoreAsync(record, session.Number, secret, over: isOrphaned);
        if (stored is null && peer.Held && !await directory.KnowsNewerAsync(session))
        {
            peer.RefusedSince = peer.RefusedSince == 0 ? time.GetTimestamp() : peer.RefusedSince;
            return;
        }

        peer.RefusedSince = 0;
        if (stored is null || ((due.HasFlag(Due.Catalogue) || stored.Version != peer.Catalogue.Version) && !await WriteCatalogueAsync(peer, session, stored.Top)))
        {
            Settle(peer, session.Number, Due.Record | Due.Catalogue, 0);
            return;
        }

        var announced = await directory.AnnounceAsync(
            ChangeKind.Attached, session, peer.Catalogue.Version, ChangeRecord.PlainDetail, time.GetElapsedTime(peer.LastSign));
        if (announced.Status == AnnounceStatus.Done && peer.Held && peer.Presence == Presence.Gone)
        {
            mirror.Attach(record, session.Number, null, announced.Sequence, held: true);
        }

        Settle(peer, session.Number, Due.Record | Due.Catalogue, announced.Sequence);
    }

    /// <summary>
    /// Writes all of a catalogue, at most one chunk's number of entries at a time. Until the last is there it has a
    /// version that nobody takes for a catalogue. False if there is a newer session.
    /// </summary>
    private async Task<bool> WriteCatalogueAsync(KnownPeer peer, PeerSession session, int top)
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

    private async Task WriteLeaveAsync(KnownPeer peer)
    {
        await peers.LeaveAsync(new(peer.Id, peer.Session), peer.Top);
        await peers.ReleaseNameAsync(peer.Record.User, peer.Id);
        var announced = await directory.AnnounceAsync(ChangeKind.Left, new(peer.Id, peer.Session), 0, ChangeRecord.PlainDetail);
        Forget(peer, announced.Sequence);
    }

    /// <summary>
    /// Another server began a session of a peer that this one holds, and told nobody in all the time that takes: it died,
    /// or had given up on the command. The peer is here.
    /// </summary>
    private bool IsOrphaned(KnownPeer peer) =>
        peer.Held && peer.RefusedSince != 0 && time.GetElapsedTime(peer.RefusedSince) > times.Lease / 3;

    private (PeerRecord Record, PeerSession Session, ResumeSecret Secret, Due Due) Snapshot(KnownPeer peer)
    {
        lock (mirror.Gate)
        {
            return (peer.Record, new(peer.Id, peer.Session), peer.Secret!, peer.Due);
        }
    }

    private void Settle(KnownPeer peer, long session, Due written, long sequence)
    {
        lock (mirror.Gate)
        {
            if (peer.Session == session)
            {
                peer.Due &= ~written;
                peer.Sequence = Math.Max(peer.Sequence, sequence);
                peer.Revision = sequence != 0 && written.HasFlag(Due.Record) ? sequence : peer.Revision;
            }
        }
    }

    /// <summary>That a peer quit is worth telling for as long as the store may still keep its name.</summary>
    private bool IsLapsed(KnownPeer peer) =>
        time.GetElapsedTime(peer.LastSign) > (peer.Due.HasFlag(Due.Leave) ? times.Lease + times.Grace : times.Lease);

    /// <summary>
    /// Nothing came from the peer for a lease: it is not written, and is listed here no longer than there. If its connection
    /// is still there, its next sign of life brings it back.
    /// </summary>
    private void LetLapse(KnownPeer peer)
    {
        if (peer.Held)
        {
            mirror.Leave(peer, 0);
        }
        else
        {
            Forget(peer, 0);
        }
    }

    private void Forget(KnownPeer peer, long sequence)
    {
        lock (mirror.Gate)
        {
            peer.Due = Due.None;
            mirror.Leave(peer, sequence);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Peer {Peer} could not be written again")]
    private partial void LogFailed(Exception exception, PeerId peer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Peer {Peer} lost its user name to another while the store was away")]
    private partial void LogNameLost(PeerId peer);
}
