using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using GvNap.Peer.Transfers;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Downloads;

/// <summary>
/// The downloads that somebody wants. They run side by side, are tried again when nobody had them, can be paused, and what
/// is not complete when the program ends, however it ends, goes on the next time.
/// </summary>
public sealed class DownloadQueue : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, QueuedDownload> _downloads = [];
    private readonly Channel<QueuedDownload> _ended = Channel.CreateUnbounded<QueuedDownload>();
    private readonly string _folder;
    private readonly DownloadQueueStore _store;
    private readonly DownloadRunner _runner;
    private bool _closed;

    /// <summary>Makes the queue with what an earlier program has left. Nothing runs before <see cref="Begin"/>.</summary>
    /// <param name="options">Limits, and where it is kept.</param>
    /// <param name="fetch">Makes one attempt.</param>
    /// <param name="logger">The log.</param>
    /// <param name="time">The clock.</param>
    public DownloadQueue(
        DownloadQueueOptions options, Func<DownloadOrder, IProgress<DownloadProgress>, CancellationToken, Task<DownloadResult>> fetch,
        ILogger<DownloadQueue> logger, TimeProvider time)
    {
        _folder = options.Folder;
        _store = new(options.File, logger);
        _runner = new(options, fetch, _gate, OnEnded, logger, time);
        foreach (var download in _store.Read())
        {
            _downloads.Add(download.Number, download);
        }
    }

    /// <summary>All of them, by number; what has ended since the program began included.</summary>
    public IReadOnlyList<QueuedDownload> Downloads
    {
        get
        {
            lock (_gate)
            {
                return [.. _downloads.Values];
            }
        }
    }

    /// <summary>How many go on by themselves the next time, if the program ends now.</summary>
    public int Unfinished => Downloads.Count(download => download.Stage is DownloadStage.Waiting or DownloadStage.Running or DownloadStage.Retrying);

    /// <summary>Those that end while nobody watches them.</summary>
    public ChannelReader<QueuedDownload> Ended => _ended.Reader;

    /// <summary>What is wrong with the queue that was kept, in one line; null if nothing.</summary>
    public string? Problem => _store.Problem;

    /// <summary>Goes on with what an earlier program has left.</summary>
    /// <returns>How many there are.</returns>
    public int Begin()
    {
        lock (_gate)
        {
            var waiting = _downloads.Values.Where(download => download is { Stage: DownloadStage.Waiting, Stop: null }).ToList();
            waiting.ForEach(Start);
            return waiting.Count;
        }
    }

    /// <summary>Adds a download, or goes on with the one that is there for the same.</summary>
    /// <param name="order">What is wanted.</param>
    /// <param name="willBeWatched">Whether the caller watches it next, and needs no word of its end.</param>
    public QueuedDownload Add(DownloadOrder order, bool willBeWatched)
    {
        lock (_gate)
        {
            var download = _downloads.Values.FirstOrDefault(known => known.IsOpen && known.Order.IsSameAs(order));
            if (download is null)
            {
                download = new(_downloads.Keys.LastOrDefault() + 1, order);
                _downloads.Add(download.Number, download);
            }

            download.IsWatched |= willBeWatched;
            if (download.Stage is not DownloadStage.Running)
            {
                Start(download);
            }

            Save();
            return download;
        }
    }

    /// <summary>Finds one that can still be paused, resumed or cancelled.</summary>
    public bool TryFindOpen(int number, [NotNullWhen(true)] out QueuedDownload? download)
    {
        lock (_gate)
        {
            return _downloads.TryGetValue(number, out download) && download.IsOpen;
        }
    }

    /// <summary>Pauses a download, also across a restart. What has arrived is kept.</summary>
    /// <returns>False if it has ended meanwhile.</returns>
    public Task<bool> PauseAsync(QueuedDownload download) => EndAsync(download, DownloadStage.Paused);

    /// <summary>Goes on with a download, at once if it waits for a retry.</summary>
    public void Resume(QueuedDownload download) => Add(download.Order, willBeWatched: false);

    /// <summary>Gives a download up, and removes what has arrived of it; of a folder, the files that are whole stay.</summary>
    /// <returns>False if it has ended meanwhile.</returns>
    public async Task<bool> CancelAsync(QueuedDownload download)
    {
        if (!await EndAsync(download, DownloadStage.Cancelled))
        {
            return false;
        }

        if ((download.Order.Content ?? download.Result?.Content) is { } content)
        {
            AbandonedParts.Remove(_folder, content);
        }
        else if (download.Order.User is not null && !Downloads.Any(other => other.IsOpen && SharesTree(other.Order, download.Order)))
        {
            AbandonedParts.RemoveTree(_folder, download.Order.Name);
        }

        return true;
    }

    /// <summary>Ends what runs; it goes on the next time.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Task> runs;
        lock (_gate)
        {
            _closed = true;
            runs = [.. _downloads.Values.Select(download => download.Run)];
            foreach (var download in _downloads.Values)
            {
                download.Stop?.Cancel();
            }
        }

        await Task.WhenAll(runs);
        _ended.Writer.TryComplete();
        _runner.Dispose();
    }

    /// <summary>Begins a run, after the one before has ended. The caller has the gate.</summary>
    private void Start(QueuedDownload download)
    {
        if (_closed)
        {
            return;
        }

        var before = download.Run;
        download.Stop?.Cancel();
        download.Stop = new();
        download.Stage = DownloadStage.Waiting;
        download.BeginAttempt();
        download.Run = _runner.RunAsync(download, before, download.Stop.Token);
    }

    private async Task<bool> EndAsync(QueuedDownload download, DownloadStage stage)
    {
        Task run;
        lock (_gate)
        {
            if (!download.IsOpen)
            {
                return false;
            }

            download.Stage = stage;
            download.Stop?.Cancel();
            run = download.Run;
            Save();
        }

        await run;
        download.Attempt.TrySetResult();
        return true;
    }

    /// <summary>Whether the folders of two orders become one: what is left there may be the other's.</summary>
    private static bool SharesTree(DownloadOrder one, DownloadOrder other) =>
        one.User is not null && SafePath.LocalName(one.Name).Equals(SafePath.LocalName(other.Name), StringComparison.OrdinalIgnoreCase);

    private void Save() => _store.Write(_downloads.Values.Where(download => download.IsOpen));

    private void OnEnded(QueuedDownload download)
    {
        Save();
        if (!download.IsWatched)
        {
            _ended.Writer.TryWrite(download);
        }
    }
}
