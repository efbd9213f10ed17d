using System.Net;
using GvNap.Index.Admin;
using GvNap.Index.Bans;
using GvNap.Index.Connections;
using GvNap.Index.Directory;
using GvNap.Index.Directory.Memory;
using GvNap.Index.Directory.Redis;
using GvNap.Index.News;
using GvNap.Index.Reachability;
using GvNap.Index.Search;
using GvNap.Protocol.Messages;
using GvNap.ServiceDefaults.Descriptors;
using Microsoft.Extensions.Logging;

namespace GvNap.Index;

/// <summary>An index server: knows who is online and what they share, and answers searches, over raw TCP.</summary>
public sealed class IndexServer : IAsyncDisposable
{
    /// <summary>How long connections, and then the directory, have to end by themselves when the server stops.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(300);

    private readonly ILogger _log;
    private readonly IPeerDirectory _directory;
    private readonly SearchIndex _index = new();
    private readonly NewsDesk _news;
    private readonly Watchdog _watchdog;
    private readonly ClosingMessage _closing = new();
    private readonly ServerGauges _gauges;
    private readonly Upkeep _upkeep;
    private readonly ServerHost _host;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _gate = new();
    private Task _watching = Task.CompletedTask;
    private Task? _stopping;

    private IndexServer(IndexServerOptions options, ILoggerFactory loggers)
    {
        _log = loggers.CreateLogger<IndexServer>();
        var sessions = new SessionRegistry();
        _news = new(_index, options.Time, _log);
        _directory = CreateDirectory(options, new DirectoryApplier(_index, sessions, _news), loggers);
        var gateways = HostGateways.Find();
        var services = new IndexServices(
            options,
            _directory,
            _index,
            sessions,
            new EndpointProber(options.Limits, options.Time),
            new EndpointRules(gateways.Contains),
            _news,
            _log);
        _watchdog = new(options);
        var (refusals, room) = (new Refusals(_log, options.Time), ConnectionRoom.Of(options.Limits, DescriptorBudget.OfProcess, _log));
        _gauges = new(_index, _directory.Bans, _news, room);
        _upkeep = new(_index, options.Time);
        _directory.Bans.Changed += () => _watchdog.EndShut(_directory.Bans.Current);
        _host = new(options, _directory, new IndexConnectionHandler(services, _watchdog, _closing, refusals, room), refusals, loggers);
    }

    /// <summary>Where it listens, with the real port.</summary>
    public IPEndPoint Endpoint => _host.Endpoint;

    /// <summary>How it is, and what it holds.</summary>
    public IndexServerStatus Status
    {
        get
        {
            var (directory, counts) = (_directory.Status, _index.Counts);
            return new(directory.Store, directory.Available, _watchdog.Count, counts.Peers, counts.Files, _directory.Bans.Current.All.Count);
        }
    }

    /// <summary>Starts a server; when this returns it takes connections.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IOException">The port is taken, or the address is not this machine's.</exception>
    public static async Task<IndexServer> StartAsync(IndexServerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        options.Validate();
        var server = new IndexServer(options, loggers);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch (Exception e) when (ServerHost.TryExplain(e, options, out var explained))
        {
            await server.DisposeAsync();
            throw explained;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes no more connections, tells all peers that the server closes, and ends within a second. May be called again.</summary>
    /// <param name="closingMessage">What the peers are told.</param>
    /// <param name="cancellationToken">Ends the wait for connections that do not close by themselves.</param>
    public Task StopAsync(string closingMessage, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _stopping ??= StopOnceAsync(closingMessage, cancellationToken);
        }
    }

    /// <summary>Stops the server if it still runs.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(_closing.Text, CancellationToken.None);

    /// <summary>Who is shut out.</summary>
    internal IBans Bans => _directory.Bans;

    /// <summary>How many connections of this server a ban would end.</summary>
    internal int CountShut(Ban ban) => _watchdog.CountShut(ban);

    /// <summary>One page of the peers that are attached, here or elsewhere.</summary>
    internal PeerPage ListPeers(ReadOnlySpan<byte> cursor) => _index.ListPeers(SearchIndex.MaxLimit, cursor);

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await _directory.StartAsync(cancellationToken);
        await _host.StartAsync(cancellationToken);
        _watching = Task.WhenAll(_watchdog.RunAsync(_stopped.Token), _news.RunAsync(_stopped.Token));
        _log.Listening(Endpoint, _directory.Status.Store);
    }

    private async Task StopOnceAsync(string closingMessage, CancellationToken cancellationToken)
    {
        _closing.Text = closingMessage;
        using (var drain = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            drain.CancelAfter(DrainTime);
            await _host.StopAsync(drain.Token);
        }

        await _stopped.CancelAsync();
        await _watching;
        await _host.DisposeAsync();
        await _directory.DisposeAsync().AsTask().WaitAsync(DrainTime, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _upkeep.Dispose();
        _gauges.Dispose();
        _stopped.Dispose();
        _log.Stopped();
    }

    private static IPeerDirectory CreateDirectory(IndexServerOptions options, DirectoryApplier applier, ILoggerFactory loggers)
    {
        var directory = new DirectoryOptions { Lease = options.Lease, Grace = options.Grace, MaxFilesPerPeer = options.Limits.FilesPerPeer };
        if (options.Redis is not { } connection)
        {
            return new MemoryDirectory(directory, applier.Apply, applier.EntriesOf, options.Time, loggers.CreateLogger<MemoryDirectory>());
        }

        var redis = new RedisDirectoryOptions { Connection = connection, ServerId = $"{Environment.MachineName}:{Environment.ProcessId}" };
        return new RedisDirectory(redis, directory, applier.Apply, applier.EntriesOf, options.Time, loggers.CreateLogger<RedisDirectory>());
    }
}
