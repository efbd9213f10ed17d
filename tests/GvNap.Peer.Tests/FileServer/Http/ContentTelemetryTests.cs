using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using GvNap.Peer.FileServer;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.FileServer.Http;

/// <summary>What HTTP on the file port leaves in the trace and in the metrics.</summary>
public sealed class ContentTelemetryTests : IAsyncLifetime
{
    private readonly FileServerFixture _peer = new();
    private readonly HttpClient _client = new();
    private readonly RecordedTrace _trace = new();
    private readonly MeterListener _meters = new();
    private readonly ConcurrentQueue<(string Instrument, double Value)> _measured = new();

    private static CancellationToken Cancellation => FileServerFixture.Cancellation;

    [Fact]
    public async Task Serving_belongs_to_the_callers_trace_and_its_bytes_are_counted()
    {
        // The last step of no other test has so many bytes.
        const int Size = (3 * 256 * 1024) + 213_571;
        var content = await ShareAsync(Size);

        using var response = await GetAsync(content);
        await response.Content.LoadIntoBufferAsync(Cancellation);

        var span = await NextSpanAsync(1);
        Assert.Equal(("serve content", ActivityKind.Server, _trace.Parent), (span.OperationName, span.Kind, span.ParentSpanId));
        Assert.Equal(((long)Size, 200, ActivityStatusCode.Unset), (span.GetTagItem("gvnap.bytes"), span.GetTagItem("http.response.status_code"), span.Status));
        Assert.Contains(("gvnap.peer.upload.bytes", 213_571), _measured);
        Assert.Equal(Size, _peer.Server.Status.BytesSent);
    }

    [Fact]
    public async Task A_wait_for_a_slot_is_told()
    {
        var content = await ShareAsync(1000, new FileServerOptions { Port = 0, UploadSlots = 1 });
        var start = Stopwatch.GetTimestamp();
        await using (var holder = await _peer.GreetAsync())
        {
            Assert.NotNull((await holder.AskAsync(TransferClient.Open(content), Cancellation)).Opened);
            using var busy = await GetAsync(content);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, busy.StatusCode);
        }

        var refused = await NextSpanAsync(1);
        Assert.Equal((1, 503, ActivityStatusCode.Error), (refused.GetTagItem("gvnap.queue_position"), refused.GetTagItem("http.response.status_code"), refused.Status));

        await Eventually.IsTrueAsync(() => _peer.Server.Status.Uploads == 0, "the slot is free");
        using var response = await GetAsync(content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var served = await NextSpanAsync(2);
        var waited = Assert.IsType<double>(served.GetTagItem("gvnap.queue_wait"));
        Assert.InRange(waited, double.Epsilon, Stopwatch.GetElapsedTime(start).TotalSeconds);
        Assert.Contains(("gvnap.peer.upload.queue_wait", waited), _measured);
    }

    [Fact]
    public async Task What_is_refused_is_told()
    {
        await ShareAsync(1000);

        using var response = await GetAsync(ContentHasher.Hash([1]).Content);

        var span = await NextSpanAsync(1);
        Assert.Equal((404, ActivityStatusCode.Error, "This peer does not share that."), (span.GetTagItem("http.response.status_code"), span.Status, span.StatusDescription));
    }

    public ValueTask InitializeAsync()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Telemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, _, _) => _measured.Enqueue((instrument.Name, value)));
        _meters.SetMeasurementEventCallback<double>((instrument, value, _, _) => _measured.Enqueue((instrument.Name, value)));
        _meters.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _meters.Dispose();
        _trace.Dispose();
        _client.Dispose();
        await _peer.DisposeAsync();
    }

    private async Task<ContentId> ShareAsync(int size, FileServerOptions? options = null)
    {
        var bytes = new byte[size];
        _peer.Folder.Write("file.bin", bytes);
        await _peer.StartAsync(options);
        return ContentHasher.Hash(bytes).Content;
    }

    private async Task<HttpResponseMessage> GetAsync(ContentId content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{_peer.Server.Port}/content/{content}"));
        request.Headers.Add("traceparent", _trace.TraceParent);
        return await _client.SendAsync(request, Cancellation);
    }

    /// <summary>The span may end a moment after the client has all that it wants.</summary>
    private async Task<Activity> NextSpanAsync(int number)
    {
        await Eventually.IsTrueAsync(() => _trace.Ended.Count >= number, $"span {number} has ended");
        return _trace.Ended[number - 1];
    }
}
