using System.Diagnostics;
using System.Diagnostics.Metrics;
using GvNap.Index.Connections;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Tracing;
using Kind = GvNap.Protocol.Messages.Envelope.MessageOneofCase;

namespace GvNap.Index;

/// <summary>The index server's spans and metrics. Tags are bounded: kinds of messages, codes, states; never names.</summary>
internal static class Telemetry
{
    /// <summary>Name of the source and of the meter.</summary>
    public const string Name = "GvNap.Index";

    /// <summary>Spans.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>Metrics.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Open connections.</summary>
    public static readonly UpDownCounter<int> Connections = Meter.CreateUpDownCounter<int>("gvnap.index.connections", "{connection}", "Open connections.");

    /// <summary>Files that were taken into catalogues.</summary>
    public static readonly Counter<long> FilesShared = Meter.CreateCounter<long>("gvnap.index.share.files", "{file}", "Files taken into catalogues.");

    /// <summary>How long the index takes for a search.</summary>
    public static readonly Histogram<double> SearchDuration = Meter.CreateHistogram(
        "gvnap.index.search.duration",
        "s",
        "Time that the search index takes for a search.",
        tags: null,

        // From microseconds: OpenTelemetry's own boundaries are made for milliseconds, and would put all in the first.
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [1e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5] });

    /// <summary>Verdicts on endpoints.</summary>
    public static readonly Counter<long> Probes = Meter.CreateCounter<long>("gvnap.index.probes", "{endpoint}", "Endpoints that were probed, by what became of it.");

    /// <summary>Connections that were refused or ended because of a ban.</summary>
    public static readonly Counter<long> Shut = Meter.CreateCounter<long>("gvnap.index.shut", "{connection}", "Connections that a ban refused or ended.");

    /// <summary>New files that were held against what is watched for.</summary>
    public static readonly Counter<long> WatchEntries = Meter.CreateCounter<long>("gvnap.index.watch.files", "{file}", "New files that were held against watched queries.");

    /// <summary>Matches that were found for watchers.</summary>
    public static readonly Counter<long> WatchMatches = Meter.CreateCounter<long>("gvnap.index.watch.matches", "{match}", "Matches that were found for watchers.");

    /// <summary>New files that nobody was told of, because too many waited.</summary>
    public static readonly Counter<long> WatchDropped = Meter.CreateCounter<long>("gvnap.index.watch.dropped", "{file}", "New files that were not held against watched queries, because too many waited.");

    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("gvnap.index.connections.refused", "{connection}", "Connections that were not taken, by the limit.");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("gvnap.index.requests", "{request}", "Messages that came, by kind and outcome.");

    /// <summary>Counts a connection that is not taken.</summary>
    public static void CountRefused(RefusalReason reason) => Refused.Add(1, new KeyValuePair<string, object?>("gvnap.limit", reason.ToString()));

    /// <summary>Starts the span of a request, as a child of what the remote side names as its own; null if nobody listens, the remote side does not record, or the message has none.</summary>
    public static Activity? StartRequest(Envelope request)
    {
        if (SpanName(request.MessageCase) is not { } name)
        {
            return null;
        }

        // Without a parent in the envelope the span begins a trace: what happens to be current here is not its cause.
        Activity.Current = null;
        if (!TraceParent.TryParse(request.Traceparent, out var parent))
        {
            return Source.StartActivity(name, ActivityKind.Server);
        }

        // What its asker does not record would be a trace without a beginning, whatever this process's sampler says.
        return parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? Source.StartActivity(name, ActivityKind.Server, parent) : null;
    }

    /// <summary>Counts a request and marks its span.</summary>
    public static void EndRequest(Activity? activity, Kind kind, ErrorCode? code)
    {
        if (activity is null && !Requests.Enabled)
        {
            return;
        }

        var outcome = code is { } error ? error.ToString() : "Ok";
        Requests.Add(1, new("gvnap.request", kind.ToString()), new("gvnap.outcome", outcome));
        if (code is not null)
        {
            activity?.SetStatus(ActivityStatusCode.Error, outcome);
        }
    }

    private static string? SpanName(Kind kind) => kind switch
    {
        Kind.Register => "register peer",
        Kind.Share => "share files",
        Kind.Search => "search index",
        Kind.FindSources => "find sources",
        Kind.Browse => "browse peer",
        Kind.ListPeers => "list peers",
        Kind.Watch => "watch files",
        Kind.Follow => "follow users",
        Kind.Quit => "quit peer",
        _ => null,
    };
}
