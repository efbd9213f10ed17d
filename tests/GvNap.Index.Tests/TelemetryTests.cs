using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using GvNap.Index.Tests.Connections;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests;

public sealed class TelemetryTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "b7ad6b7169203331";

    [Fact]
    public async Task Requests_are_spans_under_the_span_that_asked()
    {
        using var spans = new Spans(activity => activity.TraceId.ToHexString() == Trace);
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        Envelope[] requests =
        [
            TestClient.Register("alice"),
            TestClient.Share(1, TestClient.File(0, "guide")),
            TestClient.Search("guide"),
            new() { FindSources = new FindSources { Root = Google.Protobuf.ByteString.CopyFrom(new byte[32]) } },
            new() { Browse = new Browse { User = "alice" } },
            new() { ListPeers = new ListPeers() },
            new() { Quit = new Quit() },
        ];

        foreach (var request in requests)
        {
            request.Traceparent = $"00-{Trace}-{Span}-01";
            Assert.Null((await client.AskAsync(request)).Error);
        }

        await Wait.UntilAsync(() => spans.Ended.Count == 7);
        Assert.Equal(
            ["register peer", "share files", "search index", "find sources", "browse peer", "list peers", "quit peer"],
            spans.Ended.OrderBy(span => span.StartTimeUtc).Select(span => span.OperationName));
        Assert.All(spans.Ended, span => Assert.Equal((Span, ActivityKind.Server, true), (span.ParentSpanId.ToHexString(), span.Kind, span.HasRemoteParent)));
    }

    [Theory]
    [InlineData("01", true)]
    [InlineData("00", false)]
    public void What_the_asker_does_not_record_is_not_recorded(string flags, bool isRecorded)
    {
        using var spans = new Spans(activity => activity.TraceId.ToHexString() == Trace);

        using (Telemetry.StartRequest(new Envelope { Traceparent = $"00-{Trace}-{Span}-{flags}", ListPeers = new ListPeers() }))
        {
        }

        Assert.Equal(isRecorded ? 1 : 0, spans.Ended.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-and-more")]
    [InlineData("\u001b[2J\r\n\u0000")]
    [InlineData("oversize")]
    public void Hostile_trace_parents_are_ignored(string parent)
    {
        using var spans = new Spans(_ => false);
        var request = TestClient.Search("guide");
        request.Traceparent = parent == "oversize" ? new string('0', 100_000) : parent;
        using var here = new Activity("what Kestrel does").Start();

        using var span = Telemetry.StartRequest(request);

        Assert.Null(span!.ParentId);
        Assert.NotEqual(Trace, span.TraceId.ToHexString());
    }

    [Fact]
    public void Durations_have_boundaries_in_seconds()
    {
        Assert.All(new[] { Telemetry.SearchDuration }, instrument => Assert.True(instrument.Unit == "s" && instrument.Advice?.HistogramBucketBoundaries is [< 1e-5, .., > 1], instrument.Name));
    }

    [Fact]
    public async Task Metrics_have_bounded_tags_only()
    {
        var tags = new ConcurrentDictionary<string, bool>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Meter.Name == "GvNap.Index") { listener.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>((_, _, measured, _) => Note(measured));
        listener.SetMeasurementEventCallback<int>((_, _, measured, _) => Note(measured));
        listener.SetMeasurementEventCallback<double>((_, _, measured, _) => Note(measured));
        listener.Start();
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();

        await client.RegisterAsync("tagged-user");
        await client.ShareAsync(1, TestClient.File(0, "tagged-file"));
        await client.SearchAsync("tagged-query");
        listener.RecordObservableInstruments();

        Assert.Contains("Search", tags.Keys);
        Assert.DoesNotContain(tags.Keys, value => value.Contains("tagged", StringComparison.Ordinal) || value.Contains("127.0.0.1", StringComparison.Ordinal));

        void Note(ReadOnlySpan<KeyValuePair<string, object?>> measured)
        {
            foreach (var (_, value) in measured)
            {
                tags[$"{value}"] = true;
            }
        }
    }

    private sealed class Spans : IDisposable
    {
        private readonly ActivityListener _listener;

        public Spans(Func<Activity, bool> wanted)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "GvNap.Index",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                {
                    if (wanted(activity))
                    {
                        Ended.Add(activity);
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentBag<Activity> Ended { get; } = [];

        public void Dispose() => _listener.Dispose();
    }
}
