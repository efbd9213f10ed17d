using System.Diagnostics;
using System.Net.Sockets;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Connections;

public sealed class WatchdogTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Client_that_says_nothing_is_timed_out()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { HelloTimeout = Short });
        await using var client = await server.ConnectAsync();

        await client.AssertEndsWithAsync(ErrorCode.Timeout);
    }

    [Fact]
    public async Task Each_of_many_silent_clients_is_timed_out_though_others_come_and_go()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { HelloTimeout = Short });
        var clients = new List<TestClient>();
        for (var number = 0; number < 24; number++)
        {
            clients.Add(await server.ConnectAsync());
        }

        foreach (var leaving in clients.Where((_, number) => number % 3 == 0))
        {
            await leaving.DisposeAsync();
        }

        foreach (var client in clients.Where((_, number) => number % 3 != 0))
        {
            await client.AssertEndsWithAsync(ErrorCode.Timeout);
            await client.DisposeAsync();
        }

        await server.UntilAsync(status => status.Connections == 0);
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
        await using var server = await LiveServer.StartAsync(lease: TimeSpan.FromSeconds(4));
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));

        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5) && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
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
        await deaf.SendAsync(TestClient.Encode(WithId(TestClient.Hello())), TestContext.Current.CancellationToken);
        var search = TestClient.Search("guide", id: 2, limit: 100);
        var flood = Enumerable.Range(0, 1000).SelectMany(_ => TestClient.Encode(search)).ToArray();

        await server.UntilAsync(status => status.Connections == 2);
        await deaf.SendAsync(flood, TestContext.Current.CancellationToken);

        await server.UntilAsync(status => status.Connections == 1);
        Assert.Equal(1u, (await alice.SearchAsync("\"guide 7\"")).Total);
    }

    private static Envelope WithId(Envelope envelope)
    {
        envelope.RequestId = 1;
        return envelope;
    }
}
