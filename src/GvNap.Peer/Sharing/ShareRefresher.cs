using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Sharing;

/// <summary>Keeps the table up to date: scans at the start, after changes, and from time to time.</summary>
/// <param name="options">What to scan, and when.</param>
/// <param name="table">Gets what is found.</param>
/// <param name="cache">Knows what need not be hashed.</param>
/// <param name="onScanned">Called after each scan.</param>
/// <param name="logger">For what a person should know.</param>
/// <param name="time">For the times between scans.</param>
internal sealed class ShareRefresher(ShareOptions options, ShareTable table, HashCache cache, Action onScanned, ILogger logger, TimeProvider time) : IDisposable
{
    /// <summary>Scans are this many times their own duration apart, however often the folder changes.</summary>
    private const int BusyRest = 4;

    /// <summary>The like, while nothing is noticed.</summary>
    private const int QuietRest = 25;

    /// <summary>How often a file is looked at that is still changing.</summary>
    private static readonly TimeSpan UnsettledInterval = TimeSpan.FromSeconds(1);

    private readonly ShareScanner _scanner = new(options);
    private readonly ShareReport _report = new(logger);
    private readonly Signal _noticed = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private TimeSpan _lastDuration;

    /// <summary>The share folder as the last scan saw it.</summary>
    public ShareFolder Folder { get; private set; } = new(options);

    /// <summary>Says that something changed, so that a scan comes soon.</summary>
    public void Notice() => _noticed.Raise();

    /// <summary>Scans now.</summary>
    public async Task<ShareScan> ScanAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => ScanInTurnAsync(cancellationToken), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Scans whenever it is time, until it is cancelled.</summary>
    /// <param name="first">What the scan at the start found.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(ShareScan first, CancellationToken cancellationToken)
    {
        using var watch = new FolderWatch(Notice);
        var noticed = _noticed.Next;
        for (var scan = first; ;)
        {
            if (watch.Aim(Folder, scan))
            {
                // What changed between the scan and the watch was seen by neither.
                Notice();
            }

            await WaitAsync(noticed, cancellationToken);
            noticed = _noticed.Next;
            try
            {
                scan = await ScanAsync(cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                logger.ScanFailed(e);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<ShareScan> ScanInTurnAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var folder = new ShareFolder(options);
        var scan = await _scanner.ScanAsync(folder, cancellationToken);
        Folder = folder;
        table.Apply(scan, file => cache.TryFind(folder.PathOf(file.Name), file.Stamp, out var content) ? content : null);
        onScanned();
        _lastDuration = time.GetElapsedTime(start);
        logger.Scanned(_lastDuration.TotalMilliseconds, scan.Files.Count);
        _report.Say(table.GetStatus(0));
        return scan;
    }

    /// <summary>Waits until something was noticed and the folder is quiet again, or until it is time for a look.</summary>
    private async Task WaitAsync(Task noticed, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var quiet = QuietRest * _lastDuration;
        var interval = table.HasUnsettled ? UnsettledInterval : quiet > options.RescanInterval ? quiet : options.RescanInterval;
        if (!await Signal.WaitAsync(noticed, interval, time, cancellationToken))
        {
            return;
        }

        while (await Signal.WaitAsync(_noticed.Next, options.Settle, time, cancellationToken) && time.GetElapsedTime(start) < 10 * options.Settle)
        {
        }

        var rest = BusyRest * _lastDuration - time.GetElapsedTime(start);
        await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, time, cancellationToken);
    }
}
