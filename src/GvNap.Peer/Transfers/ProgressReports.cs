namespace GvNap.Peer.Transfers;

/// <summary>Tells somebody a few times a second how a download is getting on.</summary>
internal static class ProgressReports
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Tells it until it is cancelled, which is no failure.</summary>
    /// <param name="sample">How the download is getting on; called by one at a time.</param>
    /// <param name="progress">Who is told; null: nobody.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">The download ended.</param>
    public static async Task RunAsync(Func<DownloadProgress> sample, IProgress<DownloadProgress>? progress, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);

        // The end is no failure, and comes each time: an exception with its stack trace would take some milliseconds.
        await using var end = cancellationToken.Register(timer.Dispose);
        while (progress is not null && await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            progress.Report(sample());
        }
    }
}
