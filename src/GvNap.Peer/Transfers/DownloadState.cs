using GvNap.Protocol.Content;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Transfers;

/// <summary>What is known of a download while it runs; shared by its sources' workers and by whoever reports on it.</summary>
internal sealed class DownloadState(DownloadRequest request, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _preparing = new(1, 1);
    private readonly RateMeter _rate = new(time);
    private int _active;

    /// <summary>What is asked for.</summary>
    public DownloadRequest Request { get; } = request;

    /// <summary>The content, once it is known.</summary>
    public ContentId? Content => Layer?.Content ?? Request.Content;

    /// <summary>The piece layer, once a source gave it.</summary>
    public PieceLayer? Layer { get; private set; }

    /// <summary>Where the file goes, once that is decided.</summary>
    public DownloadTarget? Target { get; private set; }

    /// <summary>What is left to fetch, once that is known.</summary>
    public PieceScheduler? Scheduler { get; private set; }

    /// <summary>The name that the file is to get; empty until it is known.</summary>
    public string LocalName { get; private set; } = "";

    /// <summary>Bytes that an earlier download had left.</summary>
    public long ResumedBytes { get; private set; }

    /// <summary>What is going on, for a person.</summary>
    public string Doing { get; set; } = "looking for sources";

    /// <summary>True if there is nothing left to fetch.</summary>
    public bool IsComplete => Target?.CompletePath is not null || Scheduler?.IsComplete == true;

    /// <summary>Decides where the file goes, when the first source has opened it. Later calls return at once.</summary>
    /// <exception cref="LocalFailureException">It can go nowhere.</exception>
    public async Task PrepareAsync(OpenedContent opened, CancellationToken cancellationToken)
    {
        await _preparing.WaitAsync(cancellationToken);
        try
        {
            if (Target is not null)
            {
                return;
            }

            using var activity = Telemetry.Source.StartActivity("prepare file");
            var shared = Request.FileName ?? Request.Name ?? (FileName.Check(opened.Name) == FileNameProblem.None ? opened.Name : opened.Layer.Content.ToString());
            Layer = opened.Layer;
            LocalName = SafePath.LocalName(shared);
            Doing = "checking what is there";
            var target = await DownloadTarget.PrepareAsync(Request.Folder, LocalName, Layer, static _ => { }, cancellationToken);
            LocalName = target.Part?.LocalName ?? LocalName;
            Scheduler = target.Part is null ? null : new PieceScheduler(Layer.Geometry, target.Pieces);
            ResumedBytes = Scheduler?.DoneBytes ?? 0;
            Target = target;
        }
        finally
        {
            _preparing.Release();
        }
    }

    /// <summary>Counts a source that is sending.</summary>
    /// <param name="change">1 when it starts, -1 when it ends.</param>
    public void CountActive(int change) => Interlocked.Add(ref _active, change);

    /// <summary>How it is getting on. One caller at a time.</summary>
    public DownloadProgress Sample()
    {
        var bytes = Scheduler?.DoneBytes ?? 0;
        if (Scheduler is not null)
        {
            _rate.Sample(bytes);
        }

        return new DownloadProgress(LocalName, bytes, Content?.Size ?? -1, _rate.Rate, Volatile.Read(ref _active), Doing);
    }

    /// <summary>Closes the partial file.</summary>
    public void Dispose()
    {
        Target?.Part?.Dispose();
        _preparing.Dispose();
    }
}
