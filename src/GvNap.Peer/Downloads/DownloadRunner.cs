using GvNap.Peer.Transfers;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Downloads;

/// <summary>Runs downloads of the queue, a few at a time: attempt after attempt, with pauses that grow.</summary>
internal sealed partial class DownloadRunner(
    DownloadQueueOptions options, Func<DownloadOrder, IProgress<DownloadProgress>, CancellationToken, Task<DownloadResult>> fetch,
    Lock gate, Action<QueuedDownload> onEnded, ILogger logger, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(options.AtOnce);

    /// <summary>Tries until the download has ended, or it is stopped. Does not throw.</summary>
    /// <param name="download">The download.</param>
    /// <param name="before">Its run before, which is being stopped.</param>
    /// <param name="stop">Stops it.</param>
    public async Task RunAsync(QueuedDownload download, Task before, CancellationToken stop)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var pause = options.FirstRetry;
        try
        {
            while (await TryAsync(download, stop))
            {
                await Task.Delay(pause, time, stop);
                pause = pause * 2 < options.LongestRetry ? pause * 2 : options.LongestRetry;
            }
        }
        catch (OperationCanceledException)
        {
            // Somebody paused or cancelled it, or began it anew, or the program ends.
        }
    }

    /// <summary>Makes one attempt; true if there should be another.</summary>
    private async Task<bool> TryAsync(QueuedDownload download, CancellationToken stop)
    {
        Enter(download, DownloadStage.Waiting, stop);
        await _turns.WaitAsync(stop);
        DownloadResult result;
        try
        {
            Enter(download, DownloadStage.Running, stop);
            result = await fetch(download.Order, download, stop);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            LogUnexpected(e, download.Number);
            result = new(DownloadOutcome.FolderNotWritable, $"It failed unexpectedly: {e.Message.ReplaceLineEndings(" ")}");
        }
        finally
        {
            _turns.Release();
        }

        return Conclude(download, result, stop);
    }

    private bool Conclude(QueuedDownload download, DownloadResult result, CancellationToken stop)
    {
        lock (gate)
        {
            stop.ThrowIfCancellationRequested();
            (download.Result, download.Stage) = (result, StageAfter(result.Outcome));
            if (download.Stage is not DownloadStage.Retrying)
            {
                onEnded(download);
            }
        }

        download.Attempt.TrySetResult();
        return download.Stage is DownloadStage.Retrying;
    }

    private void Enter(QueuedDownload download, DownloadStage stage, CancellationToken stop)
    {
        lock (gate)
        {
            stop.ThrowIfCancellationRequested();
            download.Stage = stage;
            download.BeginAttempt();
        }
    }

    /// <summary>To be called when nothing runs any more.</summary>
    public void Dispose() => _turns.Dispose();

    private static DownloadStage StageAfter(DownloadOutcome outcome) => outcome switch
    {
        DownloadOutcome.Completed or DownloadOutcome.AlreadyComplete => DownloadStage.Completed,
        DownloadOutcome.NotFound or DownloadOutcome.SourcesFailed => DownloadStage.Retrying,
        _ => DownloadStage.Failed,
    };

    [LoggerMessage(LogLevel.Error, "Download {Number} failed unexpectedly.")]
    private partial void LogUnexpected(Exception failure, int number);
}
