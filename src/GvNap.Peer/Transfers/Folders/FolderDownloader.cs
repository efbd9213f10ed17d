namespace GvNap.Peer.Transfers.Folders;

/// <summary>Fetches whole folders, their tree kept.</summary>
/// <param name="downloader">Fetches what is not small.</param>
/// <param name="time">The clock.</param>
public sealed class FolderDownloader(Downloader downloader, TimeProvider time)
{
    /// <summary>Fetches a folder. A cancelled one keeps what is whole, and goes on from there the next time.</summary>
    /// <param name="request">What, from whom, to where.</param>
    /// <param name="progress">Is told a few times a second.</param>
    /// <param name="cancellationToken">Stops the job.</param>
    /// <returns>How it ended; that files, sources or the disk failed is a result, not an exception.</returns>
    public async Task<FolderResult> DownloadAsync(FolderRequest request, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity("get folder");
        var start = time.GetTimestamp();
        FolderJob? job = null;
        LocalFailureException? failure = null;
        using var reporting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var report = Task.CompletedTask;
        try
        {
            job = new FolderJob(request, new FolderTree(request.Folder, request.Name), downloader, downloader.Services);
            report = ProgressReports.RunAsync(job.Sample, progress, time, reporting.Token);
            await job.RunAsync(cancellationToken);
        }
        catch (LocalFailureException e)
        {
            failure = e;
        }
        finally
        {
            await reporting.CancelAsync();
            await report;
        }

        var result = job?.Result ?? new FolderResult(Path.GetFullPath(request.Folder), request.Files.Count);
        activity?.SetTag("gvnap.files", result.Completed).SetTag("gvnap.bytes", result.Bytes);
        return result with { Seconds = time.GetElapsedTime(start).TotalSeconds, Problem = failure?.Message, Failure = failure?.Outcome };
    }
}
