using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using GvNap.Index.Directory;
using GvNap.Index.Reachability;
using GvNap.Index.Tests.Connections;
using GvNap.Protocol.Messages;
using GvNap.ServiceDefaults.Descriptors;

namespace GvNap.Index.Tests.Reachability;

public sealed class EndpointProberTests
{
    private static readonly IndexLimits Quick = new() { ProbeTimeout = TimeSpan.FromMilliseconds(200) };
    private static readonly IndexLimits Patient = new() { ProbeTimeout = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task Nonce_that_returns_over_the_index_connection_makes_the_endpoint_reachable_for_all()
    {
        await using var server = await LiveServer.StartAsync(Patient);
        using var port = new ProbeListener();
        await using var alice = await server.GreetAsync();
        await using var bob = await server.GreetAsync();
        Assert.NotNull((await alice.AskAsync(TestClient.Register("alice", (uint)port.Port))).Registered);

        await alice.SendAsync(new Envelope { Probe = new Probe { Nonce = await port.TakeNonceAsync() } });
        var verdict = (await alice.ReceiveAsync())!;

        Assert.Equal(0ul, verdict.RequestId);
        Assert.Equal(("127.0.0.1", EndpointState.Reachable), (Assert.Single(verdict.Reachability.Endpoints).Host, verdict.Reachability.Endpoints[0].State));
        var listed = (await bob.AskAsync(new Envelope { ListPeers = new ListPeers() })).PeerPage.Peers[0].Peer;
        Assert.Equal(EndpointState.Reachable, listed.Endpoints[0].State);
    }

    [Fact]
    public async Task Endpoint_that_was_not_reached_is_dialled_again_and_what_changes_is_said_once()
    {
        await using var server = await LiveServer.StartAsync(Quick with { ProbeAgain = TimeSpan.FromMilliseconds(50) });
        using var port = new ProbeListener();
        await using var alice = await server.GreetAsync();
        Assert.NotNull((await alice.AskAsync(TestClient.Register("alice", (uint)port.Port))).Registered);

        await port.TakeNonceAsync();
        Assert.Equal(EndpointState.Unreachable, (await alice.ReceiveAsync())!.Reachability.Endpoints[0].State);
        await port.TakeNonceAsync();
        var next = alice.ReceiveAsync();

        // On a busy machine a nonce may return too late: another comes.
        for (var nonce = port.TakeNonceAsync(); await Task.WhenAny(next, nonce) == nonce; nonce = port.TakeNonceAsync())
        {
            await alice.SendAsync(new Envelope { Probe = new Probe { Nonce = await nonce } });
        }

        Assert.Equal(EndpointState.Reachable, (await next)!.Reachability.Endpoints[0].State);
        var listed = (await alice.AskAsync(new Envelope { ListPeers = new ListPeers() })).PeerPage.Peers[0].Peer;
        Assert.Equal(EndpointState.Reachable, listed.Endpoints[0].State);
    }

    [Fact]
    public async Task Nonce_that_returns_over_another_peers_connection_proves_nothing()
    {
        await using var server = await LiveServer.StartAsync(Quick);
        using var port = new ProbeListener();
        await using var victim = await server.GreetAsync();
        await using var liar = await server.GreetAsync();
        await victim.RegisterAsync("victim");
        Assert.NotNull((await liar.AskAsync(TestClient.Register("liar", (uint)port.Port))).Registered);

        await victim.SendAsync(new Envelope { Probe = new Probe { Nonce = await port.TakeNonceAsync() } });

        Assert.Equal(EndpointState.Unreachable, (await liar.ReceiveAsync())!.Reachability.Endpoints[0].State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1000)]
    public async Task Nonces_that_were_not_sent_are_ignored(int length)
    {
        await using var server = await LiveServer.StartAsync(Quick);
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");

        await client.SendAsync(new Envelope { Probe = new Probe { Nonce = ByteString.CopyFrom(new byte[length]) } });

        Assert.Equal(EndpointState.Unreachable, (await client.ReceiveAsync())!.Reachability.Endpoints[0].State);
    }

    [Fact]
    public async Task Verdict_does_not_tell_a_closed_port_from_one_that_is_open_to_somebody_else()
    {
        using var open = new ProbeListener();
        var prober = new EndpointProber(Quick, TimeProvider.System);

        var times = new List<TimeSpan>();
        foreach (var port in new[] { open.Port, ReservedPort.Next() })
        {
            var started = Stopwatch.GetTimestamp();
            var verdict = await prober.Start([new PeerEndpoint("127.0.0.1", port, EndpointState.Unknown)], fromLoopback: true, TestContext.Current.CancellationToken).Verdict;
            Assert.Equal(EndpointState.Unreachable, verdict[0].State);
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        // Stopwatches and timers differ by a tick.
        Assert.All(times, time => Assert.True(time >= (2 * Quick.ProbeTimeout) - TimeSpan.FromMilliseconds(20), $"{time}"));
    }

    [Fact]
    public async Task Loopback_is_not_dialled_for_peers_from_elsewhere_not_even_by_name()
    {
        using var port = new ProbeListener();
        var prober = new EndpointProber(Quick, TimeProvider.System);

        var verdict = await prober.Start(
            [.. new[] { "127.0.0.1", "localhost", "::1" }.Select(host => new PeerEndpoint(host, port.Port, EndpointState.Unknown))],
            fromLoopback: false,
            TestContext.Current.CancellationToken).Verdict;

        Assert.All(verdict, endpoint => Assert.Equal(EndpointState.Unreachable, endpoint.State));
        Assert.False(port.HasPending);
    }

    [Fact]
    public async Task Name_is_resolved_once_so_that_what_was_checked_is_what_is_dialled()
    {
        using var port = new ProbeListener();
        var answers = new Queue<IPAddress>([IPAddress.Parse("169.254.169.254"), IPAddress.Loopback]);
        var resolver = new HostResolver(_ => Task.FromResult(new[] { answers.Dequeue() }), Quick.ProbeTimeout, TimeProvider.System);
        var prober = new EndpointProber(Quick, TimeProvider.System, resolver, null);

        var verdict = await prober.Start([new PeerEndpoint("rebinds.example", port.Port, EndpointState.Unknown)], fromLoopback: true, TestContext.Current.CancellationToken).Verdict;

        Assert.Equal(EndpointState.Unreachable, verdict[0].State);
        Assert.Single(answers);
        Assert.False(port.HasPending);
    }

    [Fact]
    public async Task Endpoint_that_never_answers_holds_a_dial_for_its_time_only()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var endpoint = (IPEndPoint)full.LocalEndPoint!;
        using var crowd = new Crowd();
        Assert.SkipUnless(await crowd.FillAsync(endpoint), "This system takes any number of connections that nobody accepts.");

        var verdict = await new EndpointProber(Quick, TimeProvider.System)
            .Start([new PeerEndpoint("127.0.0.1", endpoint.Port, EndpointState.Unknown)], fromLoopback: true, TestContext.Current.CancellationToken)
            .Verdict.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(EndpointState.Unreachable, verdict[0].State);
    }

    [Fact]
    public async Task Dial_for_which_there_is_no_descriptor_says_nothing_of_the_endpoint()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Numbers of sockets say nothing on Windows.");
        using var port = new ProbeListener();
        var prober = new EndpointProber(Quick, TimeProvider.System, new HostResolver(Quick.ProbeTimeout, TimeProvider.System), new DescriptorBudget(1));

        var verdict = await prober.Start([new PeerEndpoint("127.0.0.1", port.Port, EndpointState.Unknown)], fromLoopback: true, TestContext.Current.CancellationToken).Verdict;

        Assert.Equal(EndpointState.Unknown, verdict[0].State);
        Assert.False(port.HasPending);
    }

    [Fact]
    public async Task Peer_that_leaves_ends_its_probes()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { ProbeTimeout = TimeSpan.FromHours(1) });
        using var port = new ProbeListener();
        await using var client = await server.GreetAsync();
        Assert.NotNull((await client.AskAsync(TestClient.Register("alice", (uint)port.Port))).Registered);
        await port.TakeNonceAsync();

        Assert.NotNull((await client.AskAsync(new Envelope { Quit = new Quit() })).Goodbye);
    }

    /// <summary>Connections that nobody accepts, so many that a further one gets no answer.</summary>
    private sealed class Crowd : IDisposable
    {
        private readonly List<Socket> _sockets = [];

        public async Task<bool> FillAsync(IPEndPoint endpoint)
        {
            for (var i = 0; i < 10; i++)
            {
                _sockets.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
                try
                {
                    await _sockets[^1].ConnectAsync(endpoint, limit.Token);
                }
                catch (OperationCanceledException)
                {
                    return true;
                }
            }

            return false;
        }

        public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
    }
}
