using System.Diagnostics;
using GvNap.Peer.Rates;

namespace GvNap.Peer.Transfers.Folders;

/// <summary>
/// The download of a folder: its small files come from the peer itself over few connections, then each of the others,
/// and what went wrong before, as a download of its own from whoever has it.
/// </summary>
internal sealed class FolderJob(FolderRequest request, FolderTree tree, Downloader downloader, DownloadServices services)
{
    /// <summary>Enough to hide the length of a line; a second slot has to wait for others' first.</summary>
    private const int Connections = 4;

    /// <summary>Files of their own that are fetched at a time.</summary>
    private const int Downloads = 3;

    private static readonly TimeSpan QueuePause = TimeSpan.FromSeconds(2);

    private readonly FolderFiles _files = new(request.Files);
    private readonly SourceEntry _entry = new(request.Source);
    private readonly SourceTotals _totals = new();
    private readonly TransferRate _allowed = services.Rates.Begin();
    private readonly RateMeter _rate = new(services.Time);
    private readonly long _size = request.Files.Sum(file => file.Content.Size);
    private volatile bool _isGivenUp;

    /// <summary>Runs to the end.</summary>
    /// <exception cref="LocalFailureException">This machine cannot take the folder.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_files.SmallLeft > 0)
        {
            await Task.Run(() => LeftParts.Adopt(_files, tree, cancellationToken), cancellationToken);
            await FetchSmallFilesAsync(cancellationToken);
        }

        _totals.Add(new SourceReport(request.Source, _entry.Bytes, _entry.Failure?.Message) { Endpoint = _entry.Endpoint, RejectedPieces = _entry.RejectedPieces });
        var settings = new ParallelOptions { MaxDegreeOfParallelism = Downloads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(_files.TakeOthers(), settings, async (file, token) => await FetchAsync(file, token));
    }

    /// <summary>How it is getting on. One caller at a time.</summary>
    public DownloadProgress Sample()
    {
        _rate.Sample(_files.Written);
        var done = _files.Completed + _files.AlreadyComplete;
        return new DownloadProgress(Path.GetFileName(tree.Root), Math.Min(_size, _files.There + _files.Written), _size, _rate.Rate, 1, $"{done:#,0} of {request.Files.Count:#,0} files");
    }

    /// <summary>How it ended.</summary>
    public FolderResult Result => new(tree.Root, request.Files.Count)
    {
        Completed = _files.Completed,
        AlreadyComplete = _files.AlreadyComplete,
        Bytes = _files.Bytes,
        Failed = _files.Failed,
        Sources = _totals.Reports,
    };

    private async Task FetchSmallFilesAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var naming = new FileNaming(_files);
        var giving = Task.Run(() => naming.RunAsync(stop), CancellationToken.None);
        var fetching = Task.WhenAll(Enumerable.Range(0, Math.Min(Connections, _files.SmallLeft)).Select(number => FetchSmallFilesAsync(naming, mayWait: number == 0, stop.Token)));
        await fetching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        naming.Complete();

        // That the disk failed is why the connections ended.
        await giving;
        await fetching;
    }

    /// <summary>One connection. What ends it leaves its files to the others, and in the end to downloads of their own, which say what is wrong.</summary>
    /// <param name="naming">Gives the files their names.</param>
    /// <param name="mayWait">Whether to wait for an upload slot: one does for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    private async Task FetchSmallFilesAsync(FileNaming naming, bool mayWait, CancellationToken cancellationToken)
    {
        var start = services.Time.GetTimestamp();
        while (await TryFetchSmallFilesAsync(naming, cancellationToken) is { Kind: SourceFailureKind.Busy } && mayWait && services.Time.GetElapsedTime(start) < services.Options.LongestQueueWait)
        {
            await Task.Delay(QueuePause, services.Time, cancellationToken);
        }
    }

    private async Task<SourceFailure?> TryFetchSmallFilesAsync(FileNaming naming, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity("fetch small files", ActivityKind.Client);
        using var guard = new StallGuard(services.Options.StallTimeout, services.Options.SlowestRate, services.Time, cancellationToken);
        try
        {
            await using var connection = await services.Dialer.ConnectAsync(request.Source, guard.Token);
            _entry.Endpoint = connection.Endpoint;
            connection.Received = guard.Add;
            await new SmallFileFetcher(connection, _files, tree, naming, _entry, _allowed).RunAsync(guard);
            return null;
        }
        catch (Exception e) when (SourceFailure.Of(e, guard) is { } failure)
        {
            // Who cannot be reached is not tried again for each of many files, with patience for each.
            _isGivenUp |= failure.Kind == SourceFailureKind.Lied || (failure.Kind == SourceFailureKind.Unreachable && _entry.Endpoint is null);
            _entry.Failure = failure;
            activity.Fail(failure.Message);
            TransferLog.SourceFailed(services.Logger, request.Source.ToString(), failure.Message);
            return failure;
        }
    }

    private async Task FetchAsync(FolderFile file, CancellationToken cancellationToken)
    {
        var result = await downloader.DownloadAsync(
            new DownloadRequest
            {
                Content = file.Content,
                Name = file.Name,
                Sources = _isGivenUp ? [] : [request.Source],
                FindSources = request.FindSources is { } find ? async token => [.. (await find(file.Content, token)).Where(source => !_isGivenUp || !IsOwner(source))] : null,
                Share = request.Share,
                Folder = tree.FolderOf(file.Name),
            },
            new FileProgress(_files),
            cancellationToken);
        _totals.Add(result.Sources);
        switch (result.Outcome)
        {
            case DownloadOutcome.Completed:
                _files.CountCompleted(1, file.Content.Size);
                break;
            case DownloadOutcome.AlreadyComplete:
                _files.CountAlreadyComplete(1, file.Content.Size);
                break;
            case DownloadOutcome.DiskFull or DownloadOutcome.FolderNotWritable:
                throw new LocalFailureException(result.Outcome, result.Message);
            default:
                _files.CountFailed(file, result.Message);
                break;
        }
    }

    private bool IsOwner(DownloadSource source) => source.Peer is null ? source == request.Source : source.Peer == request.Source.Peer;
}
