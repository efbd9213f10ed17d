using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GvNap.Peer;

/// <summary>The peer's spans and measurements. Span names are "verb noun"; tags are bounded: no user names, no file names.</summary>
internal static class Telemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "GvNap.Peer";

    /// <summary>Makes the spans.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>Makes the instruments.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Boundaries from a few milliseconds to hours: OpenTelemetry's own are made for milliseconds.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200] };

    /// <summary>Verified bytes that downloads wrote.</summary>
    public static readonly Counter<long> DownloadedBytes = Meter.CreateCounter<long>("gvnap.peer.download.bytes", "By", "Verified bytes that downloads wrote.");

    /// <summary>Bytes that were thrown away because they did not verify.</summary>
    public static readonly Counter<long> DiscardedBytes = Meter.CreateCounter<long>("gvnap.peer.download.discarded", "By", "Received bytes that did not verify.");

    /// <summary>How long downloads took; tagged with their outcome.</summary>
    public static readonly Histogram<double> DownloadDuration = Meter.CreateHistogram("gvnap.peer.download.duration", "s", "Duration of downloads.", tags: null, Seconds);

    /// <summary>Downloads under way.</summary>
    public static readonly UpDownCounter<int> ActiveDownloads = Meter.CreateUpDownCounter<int>("gvnap.peer.download.active", "{download}", "Downloads under way.");

    /// <summary>Sources that failed; tagged with why.</summary>
    public static readonly Counter<long> SourceFailures = Meter.CreateCounter<long>("gvnap.peer.source.failures", "{failure}", "Sources that failed during a download.");

    /// <summary>Pieces that did not verify.</summary>
    public static readonly Counter<long> RejectedPieces = Meter.CreateCounter<long>("gvnap.peer.source.rejected_pieces", "{piece}", "Received pieces that did not verify.");

    /// <summary>Further attempts with sources that failed.</summary>
    public static readonly Counter<long> SourceRetries = Meter.CreateCounter<long>("gvnap.peer.source.retries", "{attempt}", "Further attempts with sources that failed.");

    /// <summary>How long downloads waited for upload slots.</summary>
    public static readonly Histogram<double> QueueWait = Meter.CreateHistogram("gvnap.peer.source.queue_wait", "s", "Waits for upload slots of sources.", tags: null, Seconds);

    /// <summary>Attachments to an index server; tagged with whether an earlier one was resumed.</summary>
    public static readonly Counter<long> Attachments = Meter.CreateCounter<long>("gvnap.peer.index.attachments", "{attachment}", "Attachments to an index server.");

    /// <summary>Files that are hashed and shared.</summary>
    public static readonly UpDownCounter<int> SharedFiles = Meter.CreateUpDownCounter<int>("gvnap.peer.shared.files", "{file}", "Files that are hashed and shared.");

    /// <summary>Bytes that were hashed for sharing.</summary>
    public static readonly Counter<long> HashedBytes = Meter.CreateCounter<long>("gvnap.peer.hash.bytes", "By", "Bytes that were hashed for sharing.");

    /// <summary>File bytes that were sent.</summary>
    public static readonly Counter<long> UploadedBytes = Meter.CreateCounter<long>("gvnap.peer.upload.bytes", "By", "File bytes that were sent.");

    /// <summary>Upload slots that are taken.</summary>
    public static readonly UpDownCounter<int> Uploads = Meter.CreateUpDownCounter<int>("gvnap.peer.uploads", "{upload}", "Upload slots that are taken.");

    /// <summary>How long remote sides waited for an upload slot, whichever protocol they speak; nothing counts, too.</summary>
    public static readonly Histogram<double> UploadWait = Meter.CreateHistogram("gvnap.peer.upload.queue_wait", "s", "Waits of others for upload slots.", tags: null, Seconds);

    /// <summary>Connections to the file port that ended; tagged with why.</summary>
    public static readonly Counter<long> FileConnections = Meter.CreateCounter<long>("gvnap.peer.file.connections", "{connection}", "Connections to the file port that ended.");

    /// <summary>Tags a span with a failure.</summary>
    /// <param name="activity">The span, if anybody listens.</param>
    /// <param name="description">What went wrong.</param>
    public static void Fail(this Activity? activity, string description) => activity?.SetStatus(ActivityStatusCode.Error, description);
}
