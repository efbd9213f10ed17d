using System.Diagnostics;
using System.Net.Sockets;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Connections;

public sealed class IndexConnectionTests
{
    [Fact]
    public async Task Pipelined_requests_are_all_answered_each_with_its_id()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        var requests = Enumerable.Range(100, 200).Select(id => TestClient.Search("guide", id: (ulong)id)).ToList();

        await client.SendRawAsync([.. requests.SelectMany(TestClient.Encode)]);

        var answered = new HashSet<ulong>();
        while (answered.Count < requests.Count)
        {
            var reply = await client.ReceiveAsync();
            Assert.NotNull(reply!.SearchResults);
            Assert.True(answered.Add(reply.RequestId));
        }

        Assert.Equal(requests.Select(request => request.RequestId).ToHashSet(), answered);
    }

    [Fact]
    public async Task Whole_conversation_may_come_in_one_packet_and_is_applied_in_order()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.ConnectAsync();
        Envelope[] conversation =
        [
            TestClient.Hello(),
            TestClient.Register("alice"),
            TestClient.Share(1, TestClient.File(0, "one")),
            new() { Share = new Share { BaseVersion = 1, Version = 2, Removed = { 0 }, Added = { TestClient.File(1, "two") } } },
            new() { Share = new Share { BaseVersion = 2, Version = 3, Added = { TestClient.File(2, "three") } } },
            new() { Quit = new Quit() },
        ];
        for (var i = 0; i < conversation.Length; i++)
        {
            conversation[i].RequestId = (ulong)i + 1;
        }

        await client.SendRawAsync([.. conversation.SelectMany(TestClient.Encode)]);

        var replies = await client.ReadToEndAsync();
        Assert.Equal(
            [Envelope.MessageOneofCase.Welcome, Envelope.MessageOneofCase.Registered, Envelope.MessageOneofCase.Shared, Envelope.MessageOneofCase.Shared, Envelope.MessageOneofCase.Shared, Envelope.MessageOneofCase.Goodbye],
            replies.Select(reply => reply.MessageCase));
    }

    [Fact]
    public async Task Frame_that_comes_byte_by_byte_is_read()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var hello = TestClient.Hello();
        hello.RequestId = 1;

        foreach (var b in TestClient.Encode(hello))
        {
            await client.SendRawAsync(b);
        }

        Assert.NotNull((await client.ReceiveAsync())!.Welcome);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0x10, 0, 1 })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x47, 0x45, 0x54, 0x20 })]
    [InlineData(new byte[] { 0, 0, 0, 4, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0, 0, 0, 2, 0x1a, 0x7f })]
    public async Task Malformed_frames_are_invalid_and_end_the_connection_at_once(byte[] bytes)
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();

        await client.SendRawAsync(bytes);

        await client.AssertEndsWithAsync(ErrorCode.Invalid);
        await server.UntilAsync(status => status.Connections == 0);
        await using var next = await server.GreetAsync();
    }

    [Fact]
    public async Task Frames_above_the_servers_own_limit_are_invalid()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { FrameBytes = 1000 });
        await using var client = await server.GreetAsync();

        await client.SendRawAsync(0, 0, 0x03, 0xe9);

        await client.AssertEndsWithAsync(ErrorCode.Invalid);
    }

    [Fact]
    public async Task Requests_that_are_far_longer_than_any_of_their_kind_are_invalid()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();

        await client.SendAsync(TestClient.Search(new string('q', 100_000), id: 9));

        await client.AssertEndsWithAsync(ErrorCode.Invalid);
    }

    [Fact]
    public async Task Truncated_frame_ends_the_connection()
    {
        await using var server = await LiveServer.StartAsync();
        var client = await server.GreetAsync();

        await client.SendRawAsync(0, 0, 0, 9, 1, 2);
        client.Socket.Shutdown(SocketShutdown.Send);

        await client.AssertEndsWithAsync(ErrorCode.Invalid);
        await server.UntilAsync(status => status.Connections == 0);
    }

    [Fact]
    public async Task Connections_above_the_quota_of_an_address_are_refused_until_one_ends()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { ConnectionsPerAddress = 2 });
        var first = await server.GreetAsync();
        await using var second = await server.GreetAsync();
        await using var third = await server.ConnectAsync();

        await third.AssertEndsWithAsync(ErrorCode.Limit);
        await first.DisposeAsync();
        await server.UntilAsync(status => status.Connections == 1);
        await using var fourth = await server.GreetAsync();
    }

    [Fact]
    public async Task Connections_above_the_server_s_own_number_hear_that_it_is_full_until_one_ends()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { Connections = 2 });
        var first = await server.GreetAsync();
        await using var second = await server.GreetAsync();
        await using var third = await server.ConnectAsync();
        await third.SendAsync(TestClient.Hello());

        await third.AssertEndsWithAsync(ErrorCode.Unavailable);
        Assert.Empty((await second.SearchAsync("guide")).Results);
        await first.DisposeAsync();
        await server.UntilAsync(status => status.Connections == 1);
        await using var fourth = await server.GreetAsync();
    }

    [Fact]
    public async Task Requests_above_the_rate_are_answered_later_and_none_is_lost()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { RequestsPerSecond = 50, RequestBurst = 10 });
        await using var client = await server.GreetAsync();
        var started = Stopwatch.GetTimestamp();

        await client.SendRawAsync([.. Enumerable.Range(2, 40).SelectMany(id => TestClient.Encode(TestClient.Search("guide", id: (ulong)id)))]);
        for (var i = 0; i < 40; i++)
        {
            Assert.NotNull((await client.ReceiveAsync())!.SearchResults);
        }

        // 41 frames with the Hello: 10 at once, 31 at 50 a second.
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(600), $"{Stopwatch.GetElapsedTime(started)}");
    }
}
