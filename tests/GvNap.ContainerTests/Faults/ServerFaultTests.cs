using GvNap.ContainerTests.Network;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.ContainerTests.Faults;

/// <summary>Redis and index servers whose containers end.</summary>
public sealed class ServerFaultTests
{
    [Fact]
    public async Task A_Redis_that_is_restarted_empty_is_filled_again_by_the_servers()
    {
        await using var network = await ContainerNetwork.CreateAsync();
        var store = await network.StartStoreAsync();
        var index = await network.StartIndexAsync("index-1", sharing: true);
        await network.WriteSharedAsync("alice", "phoenix.bin", 100_000);
        await network.StartPeerAsync("alice", [index]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("phoenix") == 1, "the file is found");

        await Engine.KillAsync(store);
        Assert.Equal(1, await searcher.CountAsync("phoenix"));
        await store.StartAsync(TestContext.Current.CancellationToken);

        // It knows nothing but what is in Redis.
        var newcomer = await network.StartIndexAsync("index-2", sharing: true);
        await using var there = await newcomer.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await there.CountAsync("phoenix") == 1, "a new server finds the file");
        Assert.Equal(1, await searcher.CountAsync("phoenix"));
    }

    [Fact]
    public async Task Peers_of_an_index_server_that_is_killed_go_on_at_another()
    {
        await using var network = await ContainerNetwork.CreateAsync();
        await network.StartStoreAsync();
        var first = await network.StartIndexAsync("index-1", sharing: true);
        var second = await network.StartIndexAsync("index-2", sharing: true);
        var shared = await network.WriteSharedAsync("alice", "refugee.bin", 1_000_000);
        var alice = await network.StartPeerAsync("alice", [first, second]);
        var bob = await network.StartPeerAsync("bob", [first, second]);
        await using var there = await second.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await there.CountAsync("refugee") == 1, "the file is found");

        await Engine.KillAsync(first.Container);

        foreach (var peer in new[] { alice, bob })
        {
            await Eventually.IsTrueAsync(async () => (await peer.LogAsync()).Contains(second.Address, StringComparison.Ordinal), $"{peer.User} is at the other server");
        }

        Assert.Equal(1, await there.CountAsync("refugee"));
        await bob.RunAsync("get", $"{await there.FirstContentIdAsync("refugee")}");
        Assert.Equal(shared, await bob.ReadDownloadAsync("refugee.bin"));
    }
}
