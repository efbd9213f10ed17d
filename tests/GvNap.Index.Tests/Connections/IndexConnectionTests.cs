using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using Google.Protobuf;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Connections;

public sealed class IndexConnectionTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Pipelined_requests_are_all_answered_each_with_its_id()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        var requests = Enumerable.Range(100, 200).Select(id => TestClient.Search("guide", id: (ulong)id)).ToList();

        await client.SendRawAsync([.. requests.SelectMany(Encode)]);

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

        await client.SendRawAsync([.. conversation.SelectMany(Encode)]);

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

        foreach (var b in Encode(hello))
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
    public async Task Full_batch_of_the_longest_entries_fits()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");

        var shared = await client.ShareAsync(1, [.. Enumerable.Range(0, 480).Select(i => TestClient.File((uint)i, $"{i} {Component('a')}/{Component('b')}/{Component('c')}/{Component('d')}", new string('e', 1024)))]);

        Assert.Empty(shared.Refused);
        Assert.Equal(480, server.Server.Status.Files);
    }

    private static string Component(char letter) => new(letter, 250);

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
    public async Task Client_that_says_nothing_is_timed_out()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { HelloTimeout = Short });
        await using var client = await server.ConnectAsync();

        await client.AssertEndsWithAsync(ErrorCode.Timeout);
    }

    [Fact]
    public async Task Frame_that_trickles_is_timed_out_though_bytes_keep_coming()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { FrameTimeout = Short });
        await using var client = await server.GreetAsync();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var end = client.AssertEndsWithAsync(ErrorCode.Timeout);

        await client.SendRawAsync(0, 0, 0x10, 0);
        while (!end.IsCompleted && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            try
            {
                await client.SendRawAsync(0);
            }
            catch (SocketException)
            {
                break;
            }
        }

        await end;
    }

    [Fact]
    public async Task Peer_that_is_silent_for_its_lease_is_timed_out()
    {
        await using var server = await LiveServer.StartAsync(lease: Short);
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");

        await client.AssertEndsWithAsync(ErrorCode.Timeout);
        await server.UntilAsync(status => status is { Connections: 0, Peers: 0 });
    }

    [Fact]
    public async Task Heartbeats_keep_a_peer_though_it_says_nothing_else()
    {
        await using var server = await LiveServer.StartAsync(lease: TimeSpan.FromSeconds(1));
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));

        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1.5) && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            await client.SendAsync(new Envelope { Heartbeat = new Heartbeat() });
        }

        Assert.Equal(1, server.Server.Status.Peers);
        await client.ShareAsync(1, TestClient.File(0, "guide"));
    }

    [Fact]
    public async Task Silent_searcher_is_timed_out_later_than_a_peer()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { IdleTimeout = Short });
        await using var client = await server.GreetAsync();

        await client.AssertEndsWithAsync(ErrorCode.Timeout);
    }

    [Fact]
    public async Task Reader_that_never_reads_is_cut_off_and_holds_little()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { WriteTimeout = Short, RequestsPerSecond = 1_000_000, RequestBurst = 1_000_000 });
        await using var alice = await server.GreetAsync();
        await alice.RegisterAsync("alice");
        await alice.ShareAsync(1, [.. Enumerable.Range(0, 400).Select(i => TestClient.File((uint)i, $"guide {i}", new string('d', 1000)))]);
        using var deaf = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await deaf.ConnectAsync(server.Server.Endpoint, TestContext.Current.CancellationToken);
        await deaf.SendAsync(Encode(WithId(TestClient.Hello())), TestContext.Current.CancellationToken);
        var search = TestClient.Search("guide", id: 2, limit: 100);
        var flood = Enumerable.Range(0, 1000).SelectMany(_ => Encode(search)).ToArray();

        await deaf.SendAsync(flood, TestContext.Current.CancellationToken);

        await server.UntilAsync(status => status.Connections == 1);
        Assert.Equal(1u, (await alice.SearchAsync("\"guide 7\"")).Total);
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
    public async Task Requests_above_the_rate_are_answered_later_and_none_is_lost()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { RequestsPerSecond = 50, RequestBurst = 10 });
        await using var client = await server.GreetAsync();
        var started = Stopwatch.GetTimestamp();

        await client.SendRawAsync([.. Enumerable.Range(2, 40).SelectMany(id => Encode(TestClient.Search("guide", id: (ulong)id)))]);
        for (var i = 0; i < 40; i++)
        {
            Assert.NotNull((await client.ReceiveAsync())!.SearchResults);
        }

        // 41 frames with the Hello: 10 at once, 31 at 50 a second.
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(600), $"{Stopwatch.GetElapsedTime(started)}");
    }

    [Fact]
    public async Task Pages_that_would_not_fit_a_frame_are_shorter_and_continued()
    {
        await using var server = await LiveServer.StartAsync();
        var peers = new List<TestClient>();
        for (var peer = 0; peer < 16; peer++)
        {
            peers.Add(await server.GreetAsync());
            await peers[peer].RegisterAsync($"peer{peer}");
            await peers[peer].ShareAsync(1, [.. Enumerable.Range(0, 100).Select(i => SameContent((uint)i, $"{new string('p', 250)}/{new string('q', 250)}/{new string('r', 250)}/guide {peer}"))]);
        }

        var seen = 0;
        var cursor = ByteString.Empty;
        do
        {
            var search = TestClient.Search("guide", limit: 100);
            search.Search.Cursor = cursor;
            var page = (await peers[0].AskAsync(search)).SearchResults;
            Assert.NotEmpty(page.Results);
            seen += page.Results.Count;
            cursor = page.NextCursor;
        }
        while (!cursor.IsEmpty);

        Assert.Equal(100, seen);
    }

    private static SharedFile SameContent(uint number, string name)
    {
        var root = new byte[32];
        BinaryPrimitives.WriteUInt32BigEndian(root, number);
        return new SharedFile { Number = number, Entry = new FileEntry { Name = name, Root = ByteString.CopyFrom(root), Size = 5, Description = new string('d', 1000) }.ToByteString() };
    }

    private static Envelope WithId(Envelope envelope)
    {
        envelope.RequestId = 1;
        return envelope;
    }

    private static byte[] Encode(Envelope envelope)
    {
        var body = envelope.ToByteArray();
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        return [.. length, .. body];
    }
}
