using GvNap.Peer.Transfers;

namespace GvNap.Peer.Downloads;

/// <summary>One download of the queue. The queue changes it, others read it.</summary>
public sealed class QueuedDownload : IProgress<DownloadProgress>
{
    private volatile DownloadProgress? _progress;
    private volatile IProgress<DownloadProgress>? _watcher;

    internal QueuedDownload(int number, DownloadOrder order) => (Number, Order) = (number, order);

    /// <summary>What people call it by, from 1; the same after a restart.</summary>
    public int Number { get; }

    /// <summary>What is wanted.</summary>
    public DownloadOrder Order { get; }

    /// <summary>How it stands.</summary>
    public DownloadStage Stage { get; internal set; } = DownloadStage.Waiting;

    /// <summary>How it gets on; null until it has run.</summary>
    public DownloadProgress? Progress => _progress;

    /// <summary>How the last attempt ended; null if none has.</summary>
    public DownloadResult? Result { get; internal set; }

    /// <summary>Whether it can still be paused, resumed or cancelled.</summary>
    public bool IsOpen => Stage is not (DownloadStage.Completed or DownloadStage.Cancelled);

    /// <summary>Somebody follows it, or is about to: nobody needs to be told when it ends.</summary>
    internal bool IsWatched { get; set; }

    /// <summary>Ends the run; null if none is under way.</summary>
    internal CancellationTokenSource? Stop { get; set; }

    /// <summary>The run; complete if none is under way.</summary>
    internal Task Run { get; set; } = Task.CompletedTask;

    /// <summary>Completes when the attempt has ended, or was given up.</summary>
    internal TaskCompletionSource Attempt { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    void IProgress<DownloadProgress>.Report(DownloadProgress value)
    {
        _progress = value;
        _watcher?.Report(value);
    }

    /// <summary>An attempt begins; whoever waits for the one before that was given up, waits for this one.</summary>
    internal void BeginAttempt()
    {
        if (Attempt.Task.IsCompleted)
        {
            Attempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until its next attempt has ended, and tells meanwhile how it gets on.</summary>
    /// <returns>How the attempt ended; null if it was paused or cancelled before.</returns>
    public async Task<DownloadResult?> WatchAsync(IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        (_watcher, IsWatched) = (progress, true);
        try
        {
            await Attempt.Task.WaitAsync(cancellationToken);
            return Stage is DownloadStage.Paused or DownloadStage.Cancelled ? null : Result;
        }
        finally
        {
            (_watcher, IsWatched) = (null, false);
        }
    }
}
