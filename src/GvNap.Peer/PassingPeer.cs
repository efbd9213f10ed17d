using System.Net.Sockets;
using GvNap.Peer.FileServer;
using GvNap.Peer.IndexClient;
using GvNap.Peer.Sharing;
using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer;

/// <summary>
/// A peer without a name and without a share of its own: while a one-shot command fetches a file, others may fetch from it
/// what is there already. Starts once it is plain that the download takes longer than a moment; that nobody can reach it, or
/// no index server takes it, costs the download nothing.
/// </summary>
internal sealed partial class PassingPeer(PeerOptions options, IReadOnlyList<IndexAddress> servers, ILoggerFactory loggers, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long a download must still take: to be listed and found takes some time, too.</summary>
    private static readonly TimeSpan WorthSharing = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _ending = new();
    private readonly ILogger _logger = loggers.CreateLogger<PassingPeer>();
    private readonly ShareLibrary _library = new(new ShareOptions { Folder = options.Downloads }, loggers.CreateLogger<ShareLibrary>(), time);
    private readonly Lock _gate = new();
    private volatile IndexSession? _session;
    private volatile FetchPace? _latest;
    private PeerFileServer? _files;
    private Task? _starting;

    /// <summary>Its id, once it is registered.</summary>
    public PeerId? PeerId => _session?.PeerId;

    /// <summary>Shares what is there of a file until the result is disposed of.</summary>
    public IDisposable Share(IPartialFile file)
    {
        var shared = _library.AddPartial(file);
        _latest = new FetchPace(file, time);
        lock (_gate)
        {
            _starting ??= Task.Run(StartAsync);
        }

        return shared;
    }

    /// <summary>Leaves the network.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await (_starting ?? Task.CompletedTask);
        if (_session is { } session)
        {
            await session.QuitAsync(CancellationToken.None);
            await session.DisposeAsync();
        }

        await (_files?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _library.DisposeAsync();
        _ending.Dispose();
    }

    private async Task StartAsync()
    {
        try
        {
            if (!await IsWorthSharingAsync())
            {
                return;
            }

            _files = await PeerFileServer.StartAsync(
                ComponentOptions.FileServer(options), _library, () => new(_session?.PeerId, ""), nonce => _session?.AnswerProbe(nonce), loggers, time, _ending.Token);
            var session = ComponentOptions.PassingSession(options, servers, _files.Port);
            _session = new IndexSession(session, CatalogueSource.Of(_library), loggers.CreateLogger<IndexSession>(), time);
            await _session.RegisterAsync(_ending.Token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException or OperationCanceledException)
        {
            LogNotShared(e.Message);
        }
    }

    /// <summary>Waits until it is; false if the download ends before.</summary>
    private async Task<bool> IsWorthSharingAsync()
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        await using var end = _ending.Token.Register(timer.Dispose);
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            if (!(_latest!.TimeLeft < WorthSharing))
            {
                return true;
            }
        }

        return false;
    }

    [LoggerMessage(LogLevel.Information, "What is being fetched is not shared meanwhile: {Reason}")]
    private partial void LogNotShared(string reason);
}
