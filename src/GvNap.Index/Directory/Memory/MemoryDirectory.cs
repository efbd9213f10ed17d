using GvNap.Index.Bans;
using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.Directory.Memory;

/// <summary>
/// The directory of a single index server, kept in its memory. A peer whose lease lapsed has left for everyone else,
/// but its name, its token and its catalogue are kept for the grace: until then it comes back as itself.
/// </summary>
/// <param name="options">Leases and limits.</param>
/// <param name="onEvent">Receives what changes, one at a time, and keeps the entries of listed peers: here they are not kept a second time.</param>
/// <param name="entriesOf">Gives all entries of a listed peer, as the events told them. They are the directory's then.</param>
/// <param name="time">The clock of leases.</param>
/// <param name="logger">The log.</param>
internal sealed partial class MemoryDirectory(
    DirectoryOptions options, Action<DirectoryEvent> onEvent, Func<PeerId, IReadOnlyList<CatalogueEntry>> entriesOf, TimeProvider time, ILogger logger)
    : IPeerDirectory
{
    private static readonly TimeSpan ReapInterval = TimeSpan.FromSeconds(1);

    /// <summary>A reaper that comes later than this was held up, and with it perhaps the frames that renew leases.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly MemoryPeers _peers = new();
    private ITimer? _reaper;
    private long _lastReap;
    private TimeSpan _hold;

    /// <inheritdoc/>
    public DirectoryStatus Status { get; } = new("memory", Available: true);

    /// <inheritdoc/>
    public IBans Bans { get; } = new MemoryBans(options.MaxBans);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _lastReap = time.GetTimestamp();
        _reaper = time.CreateTimer(_ => Reap(), null, ReapInterval, ReapInterval);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<AttachResult> AttachAsync(AttachRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(Attach(request));
        }
    }

    /// <inheritdoc/>
    public Task<ShareResult> ShareAsync(PeerSession session, CatalogueChange change, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(Share(session, change));
        }
    }

    /// <inheritdoc/>
    public Task UpdateEndpointsAsync(PeerSession session, IReadOnlyList<PeerEndpoint> endpoints, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_peers.Find(session) is { } peer)
            {
                peer.Record = peer.Record with { Endpoints = endpoints };
                if (peer.Listed)
                {
                    onEvent(new DirectoryEvent.RecordChanged(peer.Record));
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Renew(PeerSession session)
    {
        lock (_gate)
        {
            if (_peers.Find(session) is { } peer)
            {
                Touch(peer);
            }
        }
    }

    /// <inheritdoc/>
    public Task DetachAsync(PeerSession session, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_peers.Find(session) is { } peer)
            {
                peer.Connected = false;
                if (peer.Listed)
                {
                    onEvent(new DirectoryEvent.Detached(peer.Id));
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task LeaveAsync(PeerSession session, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_peers.Find(session) is { } peer)
            {
                Unlist(peer);
                _peers.Remove(peer);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_reaper is not null)
        {
            await _reaper.DisposeAsync();
        }
    }

    private AttachResult Attach(AttachRequest request)
    {
        var known = _peers.Recognise(request.ResumeToken.Span);
        if (_peers.IsTaken(request.User, known?.Id))
        {
            return new(AttachOutcome.NameTaken, default, default, 0);
        }

        var peer = known ?? _peers.Add(PeerId.Create());
        var id = peer.Id;
        var token = ResumeToken.Create(id);
        _peers.Describe(peer, new(id, request.User, request.Endpoints, request.Speed));
        peer.Session = new(id, Math.Max(peer.Session.Number + 1, SessionClock.Now(time)));
        peer.Secret = ResumeSecret.Rotate(known is null ? default : request.ResumeToken.Span, token);
        peer.Connected = true;
        peer.LastSign = time.GetTimestamp();
        List(peer);
        return new(known is null ? AttachOutcome.Joined : AttachOutcome.Resumed, peer.Session, token, peer.Catalogue.Version);
    }

    private ShareResult Share(PeerSession session, CatalogueChange change)
    {
        if (_peers.Find(session) is not { } peer)
        {
            return new(ShareOutcome.Superseded, 0);
        }

        Touch(peer);
        var outcome = peer.Catalogue.Check(change, options.MaxFilesPerPeer);
        if (outcome == ShareOutcome.Applied && peer.Catalogue.Version != change.Version)
        {
            peer.Catalogue.Apply(change);
            onEvent(new DirectoryEvent.CatalogueChanged(peer.Id, change));
        }

        return new(outcome, peer.Catalogue.Version);
    }

    private void Touch(MemoryPeer peer)
    {
        peer.LastSign = time.GetTimestamp();
        peer.Secret = peer.Secret!.Confirmed();
        if (!peer.Listed)
        {
            List(peer);
        }
    }

    private void List(MemoryPeer peer)
    {
        var forgotten = !peer.Listed;
        peer.Listed = true;
        onEvent(new DirectoryEvent.Attached(peer.Record, peer.Session));
        if (forgotten && peer.Catalogue.Version != 0)
        {
            onEvent(new DirectoryEvent.CatalogueChanged(peer.Id, CatalogueChange.Whole(peer.Catalogue.Version, peer.Unlisted)));
            peer.Unlisted = [];
        }
    }

    private void Unlist(MemoryPeer peer)
    {
        if (peer.Listed)
        {
            peer.Listed = false;
            onEvent(new DirectoryEvent.Left(peer.Id));
        }
    }

    private void Reap()
    {
        lock (_gate)
        {
            var pause = time.GetElapsedTime(_lastReap);
            _lastReap = time.GetTimestamp();
            _hold = pause > LongestPause ? options.Lease : _hold - pause;
            if (_hold > TimeSpan.Zero)
            {
                return;
            }

            _hold = TimeSpan.Zero;
            foreach (var peer in _peers.All.Where(peer => time.GetElapsedTime(peer.LastSign) > options.Lease).ToList())
            {
                if (peer.Listed)
                {
                    LogLapsed(peer.Id);
                    peer.Unlisted = entriesOf(peer.Id);
                    Unlist(peer);
                }

                if (time.GetElapsedTime(peer.LastSign) > options.Lease + options.Grace)
                {
                    _peers.Remove(peer);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The lease of peer {Peer} lapsed")]
    private partial void LogLapsed(PeerId peer);
}
