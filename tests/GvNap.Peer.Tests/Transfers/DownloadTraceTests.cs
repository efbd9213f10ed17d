using System.Collections.Concurrent;
using System.Diagnostics;
using GvNap.Peer.Transfers;
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
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == "GvNap.Peer",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var source = new ScriptedSource(DownloaderTests.RandomBytes(2 << 20));

        using var caller = new Activity("get content").Start();
        await DownloaderTests.NewDownloader().DownloadAsync(
            new DownloadRequest { Content = source.Id, Sources = [source.AsSource()], Folder = _folder.FullName }, null, TestContext.Current.CancellationToken);

        var spans = _spans.Where(s => s.TraceId == caller.TraceId).ToDictionary(s => s.OperationName);
        Assert.Equal(["finish file", "open content", "prepare file", "read pieces"], spans.Keys.Order(StringComparer.Ordinal));
        Assert.All(spans.Values, s => Assert.Equal(caller.SpanId, s.ParentSpanId));
        Assert.Equal(spans["open content"].Id, source.Requests.Single(r => r.Open is not null).Traceparent);
        Assert.All(source.Requests.Where(r => r.Read is not null), r => Assert.Equal(spans["read pieces"].Id, r.Traceparent));
        Assert.True(TraceParent.TryParse(spans["read pieces"].Id!, out _));
    }
}
