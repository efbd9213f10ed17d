using Google.Protobuf;
using GvNap.Index.Connections;
using GvNap.Index.Search;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Index.News;

/// <summary>A connection that wants to be told of files or of users. Guarded by the lock of its <see cref="NewsDesk"/>.</summary>
/// <param name="link">The connection.</param>
/// <param name="self">The peer that is registered on it, whose own files are no news to it; null if none is.</param>
internal sealed class Subscriber(IPeerLink link, Func<PeerId?> self)
{
    /// <summary>Matches in one message. What is beyond is only counted.</summary>
    private const int MostMatches = 20;

    /// <summary>How much of what was told is remembered, so that it is told once.</summary>
    private const int MostRemembered = 4_096;

    /// <summary>A connection is sent a message at most this often: what comes sooner is collected.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<(uint Number, PeerId Peer, int Content)> _told = [];
    private readonly List<Match> _matches = [];
    private readonly Dictionary<string, bool> _changed = [];
    private uint _missed;
    private long? _sent;

    /// <summary>What it watches for.</summary>
    public List<WatchedQuery> Watched { get; } = [];

    /// <summary>Whom it follows, in lower case, and whether they were online when it was last told.</summary>
    public Dictionary<string, bool> Followed { get; } = [];

    /// <summary>Notes a file that meets a query.</summary>
    public void NoteMatch(uint number, Listing peer, EntryText text, ReadOnlyMemory<byte> entry)
    {
        if (peer.Record.Id == self() || _told.Contains((number, peer.Record.Id, text.Identity)))
        {
            return;
        }

        if (_told.Count >= MostRemembered)
        {
            _told.Clear();
        }

        _told.Add((number, peer.Record.Id, text.Identity));
        Telemetry.WatchMatches.Add(1);
        if (_matches.Count < MostMatches)
        {
            _matches.Add(new Match { Watch = number, Entry = UnsafeByteOperations.UnsafeWrap(entry), Source = peer.Source });
        }
        else
        {
            _missed++;
        }
    }

    /// <summary>Notes whether a user is online, if that is news.</summary>
    public void NotePresence(string user, bool online)
    {
        if (Followed.TryGetValue(user, out var known) && known != online)
        {
            Followed[user] = online;
            _changed[user] = online;
        }
    }

    /// <summary>Forgets what was to be told of queries that are not watched any more.</summary>
    /// <param name="watched">The numbers of those that are.</param>
    public void KeepMatches(IReadOnlySet<uint> watched) => _matches.RemoveAll(match => !watched.Contains(match.Watch));

    /// <summary>Forgets what was to be told of users.</summary>
    public void ForgetPresence() => _changed.Clear();

    /// <summary>Sends what there is to tell, if it is time and the connection takes it.</summary>
    /// <returns>False if something is left.</returns>
    public bool TrySend(TimeProvider time)
    {
        if (_matches.Count == 0 && _changed.Count == 0)
        {
            return true;
        }

        if (_sent is { } sent && time.GetElapsedTime(sent) < Interval)
        {
            return false;
        }

        _sent = time.GetTimestamp();
        if (_matches.Count > 0 && link.TryPush(new Envelope { Matches = new Matches { Matches_ = { _matches }, Missed = _missed } }))
        {
            _matches.Clear();
            _missed = 0;
        }

        if (_changed.Count > 0 && link.TryPush(new Envelope { Presence = new Presence { Users = { _changed.Select(change => new UserPresence { User = change.Key, Online = change.Value }) } } }))
        {
            ForgetPresence();
        }

        return _matches.Count == 0 && _changed.Count == 0;
    }
}
