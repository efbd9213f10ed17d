using GvNap.Protocol.Messages;

namespace GvNap.AppHost.Tests;

/// <summary>The AppHost as it runs: real containers, real index servers, behind Aspire's proxies. Needs a container engine.</summary>
public sealed class AppHostTests(RunningSystem system) : IClassFixture<RunningSystem>
{
    [Fact]
    public async Task Peers_are_reached_at_their_published_ports_and_known_by_their_containers_names()
    {
        // A proxy may open after the first dial: it is dialled again then.
        var peers = await system.UntilPeersAsync(peers => peers.Count == 3 && peers.Values.All(
            peer => peer.Peer.Endpoints.All(endpoint => endpoint.State != EndpointState.Unknown && (endpoint.Host != "localhost" || endpoint.State == EndpointState.Reachable))));

        foreach (var (name, peer) in peers)
        {
            Assert.Equal(EndpointState.Reachable, Assert.Single(peer.Peer.Endpoints, endpoint => endpoint.Host == "localhost").State);
            Assert.Equal(6699u, Assert.Single(peer.Peer.Endpoints, endpoint => endpoint.Host == name).Port);
            Assert.Equal(2, peer.Peer.Endpoints.Count);
        }
    }

    [Fact]
    public async Task A_crashed_peer_is_gone_at_once_and_comes_back_as_itself()
    {
        var before = (await system.UntilPeersAsync(peers => peers.ContainsKey("bob")))["bob"].Peer.PeerId;

        var crash = await system.CommandAsync("bob", "crash");
        Assert.True(crash.Success, crash.Message);
        Assert.Contains("no longer lists it", crash.Message, StringComparison.Ordinal);
        await system.UntilPeersAsync(peers => !peers.ContainsKey("bob"));
        Assert.Equal("bob is not running: start it first.", (await system.CommandAsync("bob", "crash")).Message);

        Assert.True((await system.CommandAsync("bob", "start")).Success);
        await system.WaitUntilHealthyAsync("bob");
        var after = (await system.UntilPeersAsync(peers => peers.ContainsKey("bob")))["bob"].Peer.PeerId;
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task A_paused_peer_lapses_and_is_listed_again_when_it_goes_on()
    {
        Assert.True((await system.CommandAsync("carol", "pause")).Success);
        Assert.Equal("carol is frozen: resume it first.", (await system.CommandAsync("carol", "share")).Message);
        await system.UntilPeersAsync(peers => !peers.ContainsKey("carol"));

        var resume = await system.CommandAsync("carol", "resume");
        Assert.True(resume.Success, resume.Message);
        await system.UntilPeersAsync(peers => peers.ContainsKey("carol"));
        Assert.Equal("carol is not frozen.", (await system.CommandAsync("carol", "resume")).Message);
    }

    [Fact]
    public async Task A_new_file_is_shared_at_the_press_of_a_button()
    {
        var before = (await system.UntilPeersAsync(peers => peers.ContainsKey("alice")))["alice"].Files;

        var share = await system.CommandAsync("alice", "share");

        Assert.True(share.Success, share.Message);
        await system.UntilPeersAsync(peers => peers["alice"].Files == before + 1);
    }

    [Fact]
    public async Task Peers_of_an_index_server_that_stops_go_on_at_the_other()
    {
        // After the first all peers are at the second, and all must leave it.
        foreach (var replica in await system.InstancesOfAsync("index", 2))
        {
            Assert.True((await system.CommandAsync(replica, "stop")).Success);
            await system.UntilPeersAsync(peers => peers.Count == 3);

            Assert.True((await system.CommandAsync(replica, "start")).Success);
            await system.InstancesOfAsync("index", 2);
        }
    }

    [Theory]
    [InlineData("peers", "3 online.")]
    [InlineData("stats", "3 peers, ")]
    public async Task Each_index_server_answers_for_all_peers(string command, string answer)
    {
        await system.UntilPeersAsync(peers => peers.Count == 3);

        foreach (var replica in await system.InstancesOfAsync("index", 2))
        {
            var result = await system.CommandAsync(replica, command);
            Assert.True(result.Success, result.Message);
            Assert.StartsWith(answer, result.Message, StringComparison.Ordinal);
        }
    }
}
