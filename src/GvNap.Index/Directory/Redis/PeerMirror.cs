using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// All peers as this index server knows them, and the one place that hands on events: what followers were told is
/// what is here. Every method that changes something does so under <see cref="Gate"/>.
/// </summary>
/// <param name="onEvent">Receives what changes, one at a time, and keeps the entries of listed peers: here they are not kept a second time.</param>
/// <param name="entriesOf">Gives all entries of a listed peer, as the events told them.</param>
internal sealed class PeerMirror(Action<DirectoryEvent> onEvent, Func<PeerId, IReadOnlyList<CatalogueEntry>> entriesOf)
{
    private readonly ConcurrentDictionary<PeerId, KnownPeer> _peers = [];
    private readonly Dictionary<PeerId, long> _departed = [];
    private readonly HashSet<string> _ended = [];
    private readonly NameHolders _names = new();

    /// <summary>Guards everything here. Nothing is awaited inside.</summary>
    public Lock Gate { get; } = new();

    /// <summary>All peers, at some moment of the enumeration.</summary>
    public IEnumerable<KnownPeer> Peers => _peers.Select(entry => entry.Value);

    /// <summary>Finds a peer.</summary>
    public bool TryFind(PeerId id, [NotNullWhen(true)] out KnownPeer? peer) => _peers.TryGetValue(id, out peer);

    /// <summary>Finds a peer by a session that this server holds.</summary>
    public bool TryFindHeld(PeerSession session, [NotNullWhen(true)] out KnownPeer? peer) =>
        _peers.TryGetValue(session.Peer, out peer) && peer.Held && peer.Session == session.Number;

    /// <summary>Changes of this peer up to this number were applied.</summary>
    public long SequenceOf(PeerId id) => _peers.TryGetValue(id, out var peer) ? peer.Sequence : _departed.GetValueOrDefault(id);

    /// <summary>The sequence number of what was announced; 0 if that was lost since, the store having been emptied.</summary>
    public long SequenceOf(Announced announced) => _ended.Contains(announced.Epoch) ? 0 : announced.Sequence;

    /// <summary>All files of a peer, as a change that makes them.</summary>
    public CatalogueChange ReadCatalogue(KnownPeer peer)
    {
        lock (Gate)
        {
            return CatalogueChange.Whole(peer.Catalogue.Version, peer.Presence == Presence.Gone ? peer.Unlisted : entriesOf(peer.Id));
        }
    }

    /// <summary>
    /// A peer is attached. Does nothing and returns false if a newer session is known. One that began elsewhere leaves nothing
    /// due of those before it. Who had its name in an older session has left, though that may not be known here yet.
    /// </summary>
    public bool Attach(PeerRecord record, long session, ResumeSecret? secret, long sequence, bool held)
    {
        lock (Gate)
        {
            var peer = _peers.GetOrAdd(record.Id, id => new(id));
            if (peer.Session > session)
            {
                return false;
            }

            if (_names.FindOther(record.User, record.Id) is { Held: false, Due: Due.None } namesake && namesake.Session < session)
            {
                Leave(namesake, namesake.Sequence);
            }

            if (!held && session > peer.Session)
            {
                // What was to be written of its time here is worth nothing any more; least of all that this one ended.
                peer.Due = Due.None;
            }

            var forgotten = peer.Presence == Presence.Gone;
            peer.Held = held || (peer.Held && peer.Session == session);
            Rename(peer, record);
            peer.Session = session;
            peer.Secret = secret ?? peer.Secret;
            peer.Presence = Presence.Attached;
            Advance(peer, sequence);
            peer.Revision = sequence;
            onEvent(new DirectoryEvent.Attached(record, new(record.Id, session)));
            if (forgotten && peer.Catalogue.Version != 0)
            {
                onEvent(new DirectoryEvent.CatalogueChanged(record.Id, CatalogueChange.Whole(peer.Catalogue.Version, peer.Unlisted)));
                peer.Unlisted = [];
            }

            return true;
        }
    }

    /// <summary>An attached peer's record changed.</summary>
    public void ChangeRecord(KnownPeer peer, PeerRecord record, long sequence)
    {
        lock (Gate)
        {
            Rename(peer, record);
            Advance(peer, sequence);
            peer.Revision = sequence;
            if (peer.Presence != Presence.Gone)
            {
                onEvent(new DirectoryEvent.RecordChanged(record));
            }
        }
    }

    /// <summary>A peer's catalogue changed.</summary>
    public void ChangeCatalogue(KnownPeer peer, CatalogueChange change, long sequence)
    {
        lock (Gate)
        {
            Advance(peer, sequence);
            if (peer.Catalogue.Version != change.Version)
            {
                peer.Catalogue.Apply(change);
                if (peer.Presence == Presence.Gone)
                {
                    peer.Unlisted = change.ApplyTo(peer.Unlisted);
                }
                else
                {
                    onEvent(new DirectoryEvent.CatalogueChanged(peer.Id, change));
                }
            }
        }
    }

    /// <summary>A peer lost its connection.</summary>
    public void Detach(KnownPeer peer, long sequence)
    {
        lock (Gate)
        {
            peer.Held = false;
            Advance(peer, sequence);
            if (peer.Presence == Presence.Attached)
            {
                peer.Presence = Presence.Detached;
                onEvent(new DirectoryEvent.Detached(peer.Id));
            }
        }
    }

    /// <summary>A peer is gone. What is held or due is kept, with its entries: another server may have it already, with this very catalogue.</summary>
    public void Leave(KnownPeer peer, long sequence)
    {
        lock (Gate)
        {
            Advance(peer, sequence);
            if (peer.Presence != Presence.Gone)
            {
                peer.Unlisted = IsKept(peer) ? entriesOf(peer.Id) : [];
                peer.Presence = Presence.Gone;
                onEvent(new DirectoryEvent.Left(peer.Id));
            }

            if (!IsKept(peer) && _peers.TryRemove(peer.Id, out _))
            {
                _departed[peer.Id] = peer.Sequence;
                _names.Take(peer);
            }
        }
    }

    /// <summary>The log was read this far: what is older cannot come any more.</summary>
    public void ForgetDeparted(long sequence)
    {
        lock (Gate)
        {
            foreach (var id in _departed.Where(entry => entry.Value <= sequence).Select(entry => entry.Key).ToList())
            {
                _departed.Remove(id);
            }
        }
    }

    /// <summary>
    /// The store was emptied: its sequence numbers begin again, and it lacks every peer that this server holds; its catalogue,
    /// too, if it has another version.
    /// </summary>
    /// <param name="epoch">The epoch that ended.</param>
    public void EndEpoch(string epoch)
    {
        lock (Gate)
        {
            _ended.Add(epoch);
            _departed.Clear();
            foreach (var peer in Peers)
            {
                peer.Sequence = 0;
                peer.Revision = 0;
                peer.Due |= peer.Held ? Due.Record : Due.None;
            }
        }
    }

    private static bool IsKept(KnownPeer peer) => peer.Held || peer.Due != Due.None;

    private void Rename(KnownPeer peer, PeerRecord record)
    {
        _names.Take(peer);
        peer.Record = record;
        _names.Give(peer);
    }

    private static void Advance(KnownPeer peer, long sequence) => peer.Sequence = Math.Max(peer.Sequence, sequence);
}
