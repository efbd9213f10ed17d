using System.Collections.Concurrent;

namespace GvNap.Peer.Transfers.Folders;

/// <summary>
/// The download of a folder: its small files come from the peer itself over few connections, then each of the others,
/// and what went wrong before, as a download of its own from whoever has it.
/// </summary>
internal sealed class FolderJob
{
    /// <summary>Files of their own that are fetched at a time.</summary>
    private const int Downloads = 3;

    private readonly FolderRequest _request;
    private readonly FolderTree _tree;
    private readonly Downloader _downloader;
    private readonly FolderFiles _files;
    private readonly SourceEntry _entry;
    private readonly SmallFiles _small;
    private readonly SourceTotals _totals = new();
    private readonly ConcurrentDictionary<FolderFile, DownloadProgress> _running = new();
    private readonly RateMeter _rate;
    private readonly long _size;

    /// <summary>Prepares the job; nothing is fetched yet.</summary>
    public FolderJob(FolderRequest request, FolderTree tree, Downloader downloader, DownloadServices services)
    {
        (_request, _tree, _downloader) = (request, tree, downloader);
        (_files, _entry, _rate) = (new FolderFiles(request.Files), new SourceEntry(request.Source), new RateMeter(services.Time));
        _small = new SmallFiles(_files, tree, _entry, services.Rates.Begin(), services);
        _size = request.Files.Sum(file => file.Content.Size);
    }

    /// <summary>How it ended.</summary>
    public FolderResult Result => new(_tree.Root, _request.Files.Count)
    {
        Completed = _files.Completed,
        AlreadyComplete = _files.AlreadyComplete,
        Bytes = _files.Bytes,
        Failed = _files.Failed,
        Sources = _totals.Reports,
    };

    /// <summary>Runs to the end.</summary>
    /// <exception cref="LocalFailureException">This machine cannot take the folder.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FetchSmallFilesAsync(cancellationToken);
            var settings = new ParallelOptions { MaxDegreeOfParallelism = Downloads, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(_files.TakeOthers(), settings, async (file, token) => await FetchAsync(file, token));
        }
        catch (LocalFailureException)
        {
            await CountWholeAsync(cancellationToken);
            throw;
        }
    }

    /// <summary>How it is getting on. One caller at a time.</summary>
    public DownloadProgress Sample()
    {
        _rate.Sample(_files.Written);
        var running = _running.Values;
        var sources = running.Select(file => file.ActiveSources).Append(_entry.IsSending ? 1 : 0).Max();
        var doing = running.Select(file => file.State).Prepend(_entry.Doing).FirstOrDefault(text => text.Length > 0) ?? "";
        return new DownloadProgress(Path.GetFileName(_tree.Root), Math.Min(_size, _files.There + _files.Written), _size, _rate.Rate, sources, doing)
        {
            Files = $"{_files.Completed + _files.AlreadyComplete:#,0} of {_request.Files.Count:#,0} files",
        };
    }

    private async Task FetchSmallFilesAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_files.SmallLeft > 0)
            {
                await Task.Run(() => LeftParts.Adopt(_files, _tree, cancellationToken), cancellationToken);
                await _small.FetchAsync(cancellationToken);
            }
        }
        finally
        {
            _totals.Add(new SourceReport(_request.Source, _entry.Bytes, _entry.Failure?.Message) { Endpoint = _entry.Endpoint, RejectedPieces = _entry.RejectedPieces });
        }
    }

    private async Task FetchAsync(FolderFile file, CancellationToken cancellationToken)
    {
        var result = await _downloader.DownloadAsync(
            new DownloadRequest
            {
                Content = file.Content,
                Name = file.Name,
                Sources = _small.IsGivenUp ? [] : [_request.Source],
                FindSources = _request.FindSources is { } find ? async token => [.. (await find(file.Content, token)).Where(source => !_small.IsGivenUp || !IsOwner(source))] : null,
                Share = _request.Share,
                Folder = _tree.FolderOf(file.Name),
            },
            new FileProgress(file, _files, _running),
            cancellationToken);
        _running.TryRemove(file, out _);
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

    /// <summary>This machine takes no more; what is here already of what was not looked at yet is here all the same.</summary>
    private async Task CountWholeAsync(CancellationToken cancellationToken)
    {
        foreach (var file in _files.TakeOthers())
        {
            if (_tree.TryFindFolder(file.Name) is { } folder && await _downloader.FindCompleteAsync(file.Content, file.Name, folder, cancellationToken) is not null)
            {
                _files.CountAlreadyComplete(1, file.Content.Size);
            }
        }
    }

    private bool IsOwner(DownloadSource source) => source.Peer is null ? source == _request.Source : source.Peer == _request.Source.Peer;
}
