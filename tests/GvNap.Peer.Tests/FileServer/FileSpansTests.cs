using System.Collections.Concurrent;
using System.Diagnostics;
using GvNap.Peer.FileServer;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.FileServer;

public sealed class FileSpansTests : IAsyncLifetime
{
    private readonly FileServerFixture _peer = new();

    private static CancellationToken Cancellation => FileServerFixture.Cancellation;

    [Fact]
    public async Task Opening_and_serving_belong_to_the_downloaders_trace()
    {
        var trace = ActivityTraceId.CreateRandom();
        var parent = ActivitySpanId.CreateRandom();
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "GvNap.Peer",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace)
                {
                    ended.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var bytes = new byte[1000];
        _peer.Folder.Write("file.bin", bytes);
        var content = ContentHasher.Hash(bytes).Content;
        await _peer.StartAsync();

        await using (var client = await _peer.GreetAsync())
        {
            await client.AskAsync(Traced(TransferClient.Open(content)), Cancellation);
            await client.AskAsync(Traced(TransferClient.Read(content, 0, 600)), Cancellation);
            await client.ReceiveBytesAsync(600, Cancellation);
            await client.AskAsync(Traced(TransferClient.Open("missing")), Cancellation);
        }

        await _peer.Server.DisposeAsync();
        Assert.Equal(["open content", "serve content", "open content"], ended.Select(activity => activity.OperationName));
        Assert.All(ended, activity => Assert.Equal((parent, ActivityKind.Server), (activity.ParentSpanId, activity.Kind)));
        Assert.Equal(600L, ended.ElementAt(1).GetTagItem("gvnap.bytes"));
        Assert.Equal(ActivityStatusCode.Error, ended.ElementAt(2).Status);

        Envelope Traced(Envelope request)
        {
            request.Traceparent = $"00-{trace}-{parent}-01";
            return request;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public void A_parent_that_is_none_begins_a_trace(string traceparent)
    {
        using var spans = new FileSpans();

        using var span = spans.Begin(new Envelope { Traceparent = traceparent, Open = new Open() });

        Assert.Null(span?.ParentId);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _peer.DisposeAsync();
}
