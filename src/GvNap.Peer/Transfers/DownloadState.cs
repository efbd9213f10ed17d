using GvNap.Peer.Rates;
using GvNap.Peer.Transfers.Scheduling;
using GvNap.Protocol.Content;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Transfers;

/// <summary>What is known of a download while it runs; shared by its sources' workers and by whoever reports on it.</summary>
internal sealed class DownloadState(DownloadRequest request, TimeProvider time) : IDisposable
{
    /// <summary>What is smaller is there before anybody could ask for it.</summary>
    private const long SmallestShared = 16 << 20;

    private readonly SemaphoreSlim _preparing = new(1, 1);
    private readonly RateMeter _rate = new(time);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable? _sharing;

    /// <summary>What is asked for.</summary>
    public DownloadRequest Request { get; } = request;

    /// <summary>How fast it may be, from all its sources together.</summary>
    public TransferRate Rate { get; init; }

    /// <summary>Its sources.</summary>
    public SourceBook Sources { get; } = new();

    /// <summary>The content, once it is known.</summary>
    public ContentId? Content => Layer?.Content ?? Request.Content;

    /// <summary>The piece layer, once a source gave it.</summary>
    public PieceLayer? Layer { get; private set; }

    /// <summary>Where the file goes, once that is decided.</summary>
    public DownloadTarget? Target { get; private set; }

    /// <summary>The file with what is left to fetch of it, once that is known; null also if it was there already.</summary>
    public FileInProgress? File { get; private set; }

    /// <summary>The name that the file is to get; empty until it is known.</summary>
    public string LocalName { get; private set; } = "";

    /// <summary>Bytes that an earlier download had left.</summary>
    public long ResumedBytes { get; private set; }

    /// <summary>What is going on besides what the sources do, for a person; empty if nothing is.</summary>
    public string Doing { get; set; } = "";

    /// <summary>Completes when there is nothing left to fetch.</summary>
    public Task Completion => _completion.Task;

    /// <summary>True if there is nothing left to fetch.</summary>
    public bool IsComplete => _completion.Task.IsCompleted;

    /// <summary>Decides where the file goes, when the first source has opened it. Later calls return at once.</summary>
    /// <exception cref="LocalFailureException">It can go nowhere.</exception>
    /// <exception cref="SourceException">The source has another file than the first.</exception>
    public async Task PrepareAsync(OpenedContent opened, CancellationToken cancellationToken)
    {
        await _preparing.WaitAsync(cancellationToken);
        try
        {
            if (Target is null)
            {
                await PrepareFirstAsync(opened, cancellationToken);
            }
            else if (opened.Layer.Content != Content)
            {
                throw new SourceException(SourceFailureKind.NotShared, "it shares another file under this name");
            }
        }
        finally
        {
            _preparing.Release();
        }
    }

    /// <summary>How it is getting on. One caller at a time.</summary>
    public DownloadProgress Sample()
    {
        var bytes = File?.Scheduler.DoneBytes ?? 0;
        if (File is not null)
        {
            _rate.Sample(bytes);
        }

        var doing = Doing.Length > 0 ? Doing : Sources.Doing is { Length: > 0 } busy ? busy : "looking for sources";
        return new DownloadProgress(LocalName, bytes, Content?.Size ?? -1, _rate.Rate, Sources.Entries.Count(entry => entry.IsSending), doing);
    }

    /// <summary>Closes the partial file.</summary>
    public void Dispose()
    {
        _sharing?.Dispose();
        Target?.Part?.Dispose();
        _preparing.Dispose();
    }

    private async Task PrepareFirstAsync(OpenedContent opened, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity("prepare file");
        var shared = Request.Name ?? (FileName.Check(opened.Name) == FileNameProblem.None ? opened.Name : opened.Layer.Content.ToString());
        Layer = opened.Layer;
        LocalName = SafePath.LocalName(Request.FileName ?? shared);
        Doing = "checking what is there";
        var target = await DownloadTarget.PrepareAsync(Request.Folder, LocalName, Layer, static _ => { }, cancellationToken);
        if (target.Part is { } part)
        {
            // Those who begin to fetch a file from one source at the same moment are of use to each other if each begins elsewhere.
            var share = Layer.Content.Size >= SmallestShared ? Request.Share : null;
            var start = share is null ? 0 : Random.Shared.Next(Layer.Geometry.PieceCount);
            LocalName = part.LocalName;
            File = new FileInProgress(shared, Layer, new PieceScheduler(Layer.Geometry, target.Pieces, start, time, () => _completion.TrySetResult()), part);
            ResumedBytes = target.Pieces.Sum(piece => (long)Layer.Geometry.LengthOf(piece));
            _sharing = IsComplete ? null : share?.Invoke(File);
        }
        else
        {
            _completion.TrySetResult();
        }

        Target = target;
        Doing = "";
    }
}
