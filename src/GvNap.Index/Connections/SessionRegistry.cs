using GvNap.Index.Directory;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Connections;

/// <summary>
/// Which peers are connected to this server, and with which session. A peer that attaches again, here or elsewhere,
/// supersedes the connection that is held for it.
/// </summary>
internal sealed class SessionRegistry
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PeerId, Entry> _entries = [];

    /// <summary>Notes that a connection speaks for a session.</summary>
    /// <returns>False if a newer session of the peer is known already: the connection is superseded.</returns>
    public bool Hold(PeerSession session, string user, IPeerLink link)
    {
        lock (_gate)
        {
            var entry = Supersede(session);
            if (entry.Latest > session.Number)
            {
                return false;
            }

            (entry.Link, entry.Held, entry.User) = (link, session.Number, user);
            return true;
        }
    }

    /// <summary>The connection of a session ended.</summary>
    public void Release(PeerSession session)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(session.Peer, out var entry) && entry.Held == session.Number)
            {
                Release(session.Peer, entry);
            }
        }
    }

    /// <summary>Takes note of what happened in the directory.</summary>
    public void Observe(DirectoryEvent change)
    {
        lock (_gate)
        {
            switch (change)
            {
                case DirectoryEvent.Attached attached:
                    Supersede(attached.Session);
                    break;
                case DirectoryEvent.RecordChanged { Record: { User: "" } record }:
                    TellOfLostName(record.Id);
                    break;
                case DirectoryEvent.Left left when _entries.TryGetValue(left.Peer, out var entry):
                    entry.HasLeft = true;
                    RemoveIfUnused(left.Peer, entry);
                    break;
            }
        }
    }

    /// <summary>Closes an older session's connection; the peer is (again) there.</summary>
    private Entry Supersede(PeerSession session)
    {
        if (!_entries.TryGetValue(session.Peer, out var entry))
        {
            _entries[session.Peer] = entry = new Entry();
        }

        entry.HasLeft = false;
        entry.Latest = Math.Max(entry.Latest, session.Number);
        if (entry.Link is { } link && entry.Held < entry.Latest)
        {
            (entry.Link, entry.Held) = (null, 0);
            link.End(ErrorCode.Superseded, "You registered again, on another connection.");
        }

        return entry;
    }

    private void TellOfLostName(PeerId peer)
    {
        if (_entries.TryGetValue(peer, out var entry) && entry is { Link: { } link, User: not "" })
        {
            var message = $"Another peer took the user name {entry.User} while the server could not keep it. You stay connected without a name.";
            entry.User = "";
            link.Push(new Envelope { Notice = new Notice { Code = ErrorCode.NameTaken, Message = message } });
        }
    }

    private void Release(PeerId peer, Entry entry)
    {
        (entry.Link, entry.Held) = (null, 0);
        RemoveIfUnused(peer, entry);
    }

    private void RemoveIfUnused(PeerId peer, Entry entry)
    {
        if (entry is { HasLeft: true, Link: null })
        {
            _entries.Remove(peer);
        }
    }

    private sealed class Entry
    {
        public long Latest { get; set; }

        public long Held { get; set; }

        public IPeerLink? Link { get; set; }

        public string User { get; set; } = "";

        public bool HasLeft { get; set; }
    }
}
