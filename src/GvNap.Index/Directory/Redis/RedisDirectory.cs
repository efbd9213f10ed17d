using Microsoft.Extensions.Logging;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// A directory that several index servers share. The store holds what all must agree on; each server has all of it in
/// memory, too, and can go on from there while the store is away. Stopping leaves the store as it is: the peers of a
/// server that quits attach to another within their lease, and until then stay listed, so that a planned restart is not
/// seen in anyone's results; those that do not come lapse. A server that wants its peers unlisted at once detaches them first.
/// </summary>
internal sealed partial class RedisDirectory : IPeerDirectory
{
    private static readonly TimeSpan ReapInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RedisStore _store;
    private readonly PeerMirror _mirror;
    private readonly PeerGates _gates = new();
    private readonly DirectorySlot _directory;
    private readonly PeerSlot _peers;
    private readonly Restoration _restoration;
    private readonly Attachments _attachments;
    private readonly Shares _shares;
    private readonly Renewals _renewals;
    private readonly ChangeFollower _follower;
    private Task _work = Task.CompletedTask;

    /// <summary>Makes a directory; <see cref="StartAsync"/> connects it.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public RedisDirectory(RedisDirectoryOptions redis, DirectoryOptions options, Action<DirectoryEvent> onEvent, TimeProvider time, ILogger logger)
    {
        _time = time;
        _logger = logger;
        _store = new(redis, time, logger);
        _mirror = new(onEvent);
        _directory = new(_store, redis, options);
        _peers = new(_store, redis, options);
        var catalogues = new CatalogueLoader(_store, _peers);
        _restoration = new(_peers, _directory, _mirror, _gates, options, time, logger);
        _attachments = new(_peers, _directory, catalogues, _mirror, _gates, _restoration, time, logger);
        _shares = new(_peers, _directory, _mirror, _gates, _restoration, options, time);
        _renewals = new(_store, _peers, _directory, _mirror, options, time);
        _follower = new(
            _directory, new(_mirror, _peers, catalogues), new(_directory, _peers, catalogues, _mirror, _gates), _mirror, redis, options, time, logger);
    }

    /// <inheritdoc/>
    public DirectoryStatus Status => new(_store.Name, _store.Available);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _store.ConnectAsync(_follower.Wake, cancellationToken);
        try
        {
            await _follower.CatchUpAsync(cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            LogAwayAtStart(_store.Name);
        }

        _work = Task.WhenAll(
            _follower.RunAsync(_stopping.Token),
            RepeatAsync(_renewals.Interval, RenewAsync),
            RepeatAsync(ReapInterval, ReapAsync));
    }

    /// <inheritdoc/>
    public Task<AttachResult> AttachAsync(AttachRequest request, CancellationToken cancellationToken) =>
        _attachments.AttachAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ShareResult> ShareAsync(PeerSession session, CatalogueChange change, CancellationToken cancellationToken) =>
        _shares.ShareAsync(session, change, cancellationToken);

    /// <inheritdoc/>
    public async Task UpdateEndpointsAsync(PeerSession session, IReadOnlyList<PeerEndpoint> endpoints, CancellationToken cancellationToken)
    {
        using var turn = await _gates.EnterAsync(session.Peer, cancellationToken);
        KnownPeer? peer;
        lock (_mirror.Gate)
        {
            if (!_mirror.TryFindHeld(session, out peer))
            {
                return;
            }

            _mirror.ChangeRecord(peer, peer.Record with { Endpoints = endpoints }, 0);
        }

        await WriteRecordAsync(peer, session);
    }

    /// <inheritdoc/>
    public void Renew(PeerSession session)
    {
        if (_mirror.TryFindHeld(session, out var peer))
        {
            peer.LastSign = _time.GetTimestamp();
        }
    }

    /// <inheritdoc/>
    public Task DetachAsync(PeerSession session, CancellationToken cancellationToken) =>
        EndAsync(session, Due.Detach, cancellationToken);

    /// <inheritdoc/>
    public Task LeaveAsync(PeerSession session, CancellationToken cancellationToken) =>
        EndAsync(session, Due.Leave, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _store.DisposeAsync();
        _stopping.Dispose();
    }

    /// <summary>A session ends: at once for the followers here, then in the store, or as soon as it is back.</summary>
    private async Task EndAsync(PeerSession session, Due how, CancellationToken cancellationToken)
    {
        lock (_mirror.Gate)
        {
            if (!_mirror.TryFindHeld(session, out var held))
            {
                return;
            }

            held.Due |= how;
            held.Held = false;
            if (how == Due.Leave)
            {
                _mirror.Leave(held, 0);
            }
            else
            {
                _mirror.Detach(held, 0);
            }
        }

        using var turn = await _gates.EnterAsync(session.Peer, cancellationToken);
        if (_mirror.TryFind(session.Peer, out var peer) && peer.Session == session.Number && peer.Due != Due.None)
        {
            await _restoration.TryWriteAsync(peer);
        }
    }

    private async Task WriteRecordAsync(KnownPeer peer, PeerSession session)
    {
        var due = Due.Record;
        long sequence = 0;
        try
        {
            if (peer.Due == Due.None && await _peers.RestoreAsync(peer.Record, session.Number, peer.Secret!) is not null)
            {
                var announced = await _directory.AnnounceAsync(ChangeKind.Record, session, 0, ChangeRecord.PlainDetail);
                due = announced.Status == AnnounceStatus.Missing ? Due.Record : Due.None;
                sequence = announced.Sequence;
            }
        }
        catch (StoreUnavailableException)
        {
            // Written later.
        }

        lock (_mirror.Gate)
        {
            if (peer.Session == session.Number)
            {
                peer.Due |= due;
                peer.Sequence = Math.Max(peer.Sequence, sequence);
                peer.Revision = sequence;
            }
        }
    }

    private async Task RenewAsync()
    {
        if (_store.Available)
        {
            await _renewals.RenewAsync();
        }

        await _restoration.WriteAllAsync(_stopping.Token);
    }

    private async Task ReapAsync()
    {
        while (_store.Available && await _directory.ReapAsync() == DirectorySlot.Batch)
        {
            // There may be more of them.
        }
    }

    private async Task RepeatAsync(TimeSpan interval, Func<Task> work)
    {
        using var timer = new PeriodicTimer(interval, _time);
        while (await timer.WaitForNextTickAsync(_stopping.Token))
        {
            try
            {
                await work();
            }
            catch (StoreUnavailableException)
            {
                // The store says so itself.
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Store} does not answer: starting without it, and going on trying")]
    private partial void LogAwayAtStart(string store);

    [LoggerMessage(Level = LogLevel.Error, Message = "The directory could not be maintained")]
    private partial void LogFailed(Exception exception);
}
