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
        using var trace = new RecordedTrace();
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
        var ended = trace.Ended;
        Assert.Equal(["open content", "serve content", "open content"], ended.Select(activity => activity.OperationName));
        Assert.All(ended, activity => Assert.Equal((trace.Parent, ActivityKind.Server), (activity.ParentSpanId, activity.Kind)));
        Assert.Equal(600L, ended[1].GetTagItem("gvnap.bytes"));
        Assert.Equal(ActivityStatusCode.Error, ended[2].Status);

        Envelope Traced(Envelope request)
        {
            request.Traceparent = trace.TraceParent;
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
