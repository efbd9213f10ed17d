using GvNap.Index.Bans;
using GvNap.Protocol.Peers;
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
    private readonly DirectorySlot _directory;
    private readonly Restoration _restoration;
    private readonly Attachments _attachments;
    private readonly Shares _shares;
    private readonly EndpointUpdates _endpoints;
    private readonly Departures _departures;
    private readonly Renewals _renewals;
    private readonly ChangeFollower _follower;
    private readonly RedisBans _bans;
    private Task _work = Task.CompletedTask;

    /// <summary>Makes a directory; <see cref="StartAsync"/> connects it.</summary>
    /// <param name="redis">The store.</param>
    /// <param name="options">Leases and limits.</param>
    /// <param name="onEvent">Receives what changes, one at a time, and keeps the entries of listed peers: here they are not kept a second time.</param>
    /// <param name="entriesOf">Gives all entries of a listed peer, as the events told them. They are the directory's then.</param>
    /// <param name="time">The clock of leases.</param>
    /// <param name="logger">The log.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public RedisDirectory(
        RedisDirectoryOptions redis, DirectoryOptions options, Action<DirectoryEvent> onEvent, Func<PeerId, IReadOnlyList<CatalogueEntry>> entriesOf, TimeProvider time, ILogger logger)
    {
        _time = time;
        _logger = logger;
        _store = new(redis, time, logger);
        _bans = new(_store, options.MaxBans);
        _mirror = new(onEvent, entriesOf);
        _directory = new(_store, redis, options);
        var gates = new PeerGates();
        var peers = new PeerSlot(_store, redis, options);
        var catalogues = new CatalogueLoader(_store, peers);
        _restoration = new(peers, _directory, new(peers, _mirror), _mirror, gates, options, time, logger);
        _attachments = new(peers, _directory, catalogues, _mirror, gates, _restoration, time, logger);
        _shares = new(peers, _directory, _mirror, gates, _restoration, options, time);
        _endpoints = new(peers, _directory, _mirror, gates);
        _departures = new(_mirror, gates, _restoration);
        _renewals = new(_store, peers, _directory, _mirror, options, time);
        var reconciliation = new Reconciliation(_directory, peers, catalogues, _mirror, gates);
        _follower = new(_directory, new(_mirror, peers, catalogues, options, time), reconciliation, _mirror, redis, options, time, logger);
    }

    /// <inheritdoc/>
    public DirectoryStatus Status => new(_store.Name, _store.Available);

    /// <inheritdoc/>
    public IBans Bans => _bans;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _store.ConnectAsync(_follower.Wake, cancellationToken);
        try
        {
            await _follower.CatchUpAsync(cancellationToken);
            await _bans.SynchroniseAsync(cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            LogAwayAtStart(_store.Name);
        }

        _work = Task.WhenAll(
            _follower.RunAsync(_stopping.Token),
            RepeatAsync(RedisBans.Interval, SynchroniseBansAsync),
            RepeatAsync(_renewals.Interval, RenewAsync),
            RepeatAsync(_renewals.Interval, WriteDueAsync),
            RepeatAsync(ReapInterval, ReapAsync));
    }

    /// <inheritdoc/>
    public Task<AttachResult> AttachAsync(AttachRequest request, CancellationToken cancellationToken) =>
        _attachments.AttachAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ShareResult> ShareAsync(PeerSession session, CatalogueChange change, CancellationToken cancellationToken) =>
        _shares.ShareAsync(session, change, cancellationToken);

    /// <inheritdoc/>
    public Task UpdateEndpointsAsync(PeerSession session, IReadOnlyList<PeerEndpoint> endpoints, CancellationToken cancellationToken) =>
        _endpoints.UpdateAsync(session, endpoints, cancellationToken);

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
        _departures.EndAsync(session, Due.Detach, cancellationToken);

    /// <inheritdoc/>
    public Task LeaveAsync(PeerSession session, CancellationToken cancellationToken) =>
        _departures.EndAsync(session, Due.Leave, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _store.DisposeAsync();
        _stopping.Dispose();
    }

    private Task RenewAsync() => _store.Available ? _renewals.RenewAsync() : Task.CompletedTask;

    // Renewals do not wait for it: to write thousands of peers again may take longer than a lease.
    private Task WriteDueAsync() => _restoration.WriteAllAsync(_stopping.Token);

    private Task SynchroniseBansAsync() => _store.Available ? _bans.SynchroniseAsync(_stopping.Token) : Task.CompletedTask;

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
            catch (Exception exception) when (!_stopping.IsCancellationRequested)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Store} is not to be had: starting without it, and going on trying")]
    private partial void LogAwayAtStart(string store);

    [LoggerMessage(Level = LogLevel.Error, Message = "The directory could not be maintained")]
    private partial void LogFailed(Exception exception);
}
