using System.Collections.Concurrent;
using System.Diagnostics;
using GvNap.Peer.Transfers;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Tracing;

namespace GvNap.Peer.Tests.Transfers;

public sealed class DownloadTraceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<Activity> _spans = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_download_is_part_of_its_callers_trace_up_to_the_source()
    {
        using var listener = Listen();
        await using var source = new ScriptedSource(DownloaderTests.RandomBytes(2 << 20));

        using var caller = new Activity("get content").Start();
        await DownloaderTests.NewDownloader().DownloadAsync(
            new DownloadRequest { Content = source.Id, Sources = [source.AsSource()], Folder = _folder.FullName }, null, TestContext.Current.CancellationToken);

        var spans = _spans.Where(s => s.TraceId == caller.TraceId).ToDictionary(s => s.OperationName);
        var fetch = spans["fetch from source"];
        Assert.Equal(["fetch from source", "finish file", "open content", "prepare file"], spans.Keys.Order(StringComparer.Ordinal));
        Assert.All([fetch, spans["finish file"]], s => Assert.Equal(caller.SpanId, s.ParentSpanId));
        Assert.All([spans["open content"], spans["prepare file"]], s => Assert.Equal(fetch.SpanId, s.ParentSpanId));
        Assert.Equal((2L << 20, 128), (fetch.GetTagItem("gvnap.bytes"), fetch.GetTagItem("gvnap.pieces")));
        Assert.Equal(spans["open content"].Id, source.Requests.Single(r => r.Open is not null).Traceparent);
        Assert.All(source.Requests.Where(r => r.Read is not null), r => Assert.Equal(fetch.Id, r.Traceparent));
        Assert.True(TraceParent.TryParse(fetch.Id!, out _));
    }

    [Fact]
    public async Task Why_a_source_was_given_up_is_in_its_span()
    {
        using var listener = Listen();
        await using var bad = new ScriptedSource(DownloaderTests.RandomBytes(2 << 20), script: async e =>
        {
            if (e.Request.Read is null)
            {
                return false;
            }

            await e.SendRangeAsync(new byte[e.Request.Read.Length]);
            return true;
        });

        using var caller = new Activity("get content").Start();
        await DownloaderTests.NewDownloader().DownloadAsync(
            new DownloadRequest { Content = bad.Id, Sources = [bad.AsSource()], Folder = _folder.FullName }, null, TestContext.Current.CancellationToken);

        var fetch = _spans.Single(s => s.TraceId == caller.TraceId && s.OperationName == "fetch from source");
        Assert.Equal((0L, 0, "Lied"), (fetch.GetTagItem("gvnap.bytes"), fetch.GetTagItem("gvnap.pieces"), fetch.GetTagItem("gvnap.failure")));
        Assert.Equal(ActivityStatusCode.Error, fetch.Status);
    }

    [Fact]
    public async Task A_wait_for_a_slot_is_measured_once_and_is_in_the_trace()
    {
        using var listener = Listen();
        using var caller = new Activity("get content").Start();
        using var waits = new RecordedWaits(caller.TraceId);
        var asked = 0;
        await using var source = new ScriptedSource(DownloaderTests.RandomBytes(1000), script: async e =>
        {
            if (e.Request.Open is null || ++asked > 3)
            {
                return false;
            }

            await e.SendAsync(new Envelope { Busy = new Busy { QueuePosition = 4 - (uint)asked, RetryAfterMilliseconds = 1 } });
            return true;
        });

        await DownloaderTests.NewDownloader().DownloadAsync(
            new DownloadRequest { Content = source.Id, Sources = [source.AsSource()], Folder = _folder.FullName }, null, TestContext.Current.CancellationToken);

        var spans = _spans.Where(s => s.TraceId == caller.TraceId).ToLookup(s => s.OperationName);
        Assert.Equal([3u, 2u, 1u, null], spans["open content"].OrderBy(s => s.StartTimeUtc).Select(s => s.GetTagItem("gvnap.queue_position")));
        Assert.Equal(Assert.Single(waits.Seconds), spans["fetch from source"].Single().GetTagItem("gvnap.queue_wait"));
    }

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == "GvNap.Peer",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
