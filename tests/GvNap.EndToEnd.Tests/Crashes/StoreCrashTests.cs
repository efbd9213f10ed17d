using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Crashes;

/// <summary>Index servers and their store die; the peers do not.</summary>
public sealed class StoreCrashTests
{
    private const int FilesOfEach = 300;

    [Fact]
    public async Task All_servers_killed_and_started_again_have_all_peers_and_files_within_a_lease_without_a_catalogue()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var (a, b) = (await network.StartIndexAsync(store), await network.StartIndexAsync(store));
        await using var lineToA = new TcpProxy(a.Port);
        await using var lineToB = new TcpProxy(b.Port);
        await StartPeersAsync(network, a with { Port = lineToA.Port }, b with { Port = lineToB.Port });
        await AssertAllAgreeAsync([a, b], Eventually.Patience);

        await Task.WhenAll(a.KillAsync(), b.KillAsync());
        var sentBefore = lineToA.SentUp + lineToB.SentUp;
        a = await network.StartIndexAsync(store, a.Port);
        b = await network.StartIndexAsync(store, b.Port);

        await AssertAllAgreeAsync([a, b], TimeSpan.FromSeconds(15));
        var sent = lineToA.SentUp + lineToB.SentUp - sentBefore;
        Assert.True(sent < 10 * FilesOfEach, $"The peers sent {sent} bytes: the catalogues travelled again.");
    }

    [Fact]
    public async Task A_store_killed_and_started_empty_is_written_again_within_15_s_and_nobody_is_dropped()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var (a, b) = (await network.StartIndexAsync(store), await network.StartIndexAsync(store));
        await StartPeersAsync(network, a, b);
        await AssertAllAgreeAsync([a, b], Eventually.Patience);

        await store.KillAsync();
        await AssertStaysAsync([a, b], TimeSpan.FromSeconds(3));
        await store.RestartAsync();

        // A third server, which knows only what the store holds, must come to know all of it too.
        await AssertStaysAsync([a, b], TimeSpan.FromSeconds(1));
        var c = await network.StartIndexAsync(store);
        await AssertAllAgreeAsync([a, b, c], TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_store_that_stops_for_20_s_drops_nobody_and_all_agree_within_15_s()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var (a, b) = (await network.StartIndexAsync(store), await network.StartIndexAsync(store));
        await StartPeersAsync(network, a, b);
        await AssertAllAgreeAsync([a, b], Eventually.Patience);

        store.Send(UnixSignal.Stop);
        await AssertStaysAsync([a, b], TimeSpan.FromSeconds(20));
        store.Send(UnixSignal.Continue);

        await AssertStaysAsync([a, b], TimeSpan.FromSeconds(4));
        var c = await network.StartIndexAsync(store);
        await AssertAllAgreeAsync([a, b, c], TimeSpan.FromSeconds(15));
    }

    private static async Task StartPeersAsync(TestNetwork network, IndexProcess a, IndexProcess b)
    {
        var peers = new[] { ("alice", new[] { a, b }), ("bob", [a, b]), ("carol", [b, a]) };
        foreach (var (user, indexes) in peers)
        {
            for (var i = 0; i < FilesOfEach; i++)
            {
                SampleFile.Write(network.FoldersOf(user).Share, $"{user} lasting {i}.bin", 10, seed: i);
            }

            await network.StartPeerAsync(user, indexes);
        }
    }

    private static async Task AssertAllAgreeAsync(IReadOnlyList<IndexProcess> servers, TimeSpan within)
    {
        foreach (var server in servers)
        {
            await using var client = await server.ConnectAsync();
            await Eventually.IsTrueAsync(() => KnowsAllAsync(client), $"the server on port {server.Port} knows all peers and files", within);
        }
    }

    private static async Task AssertStaysAsync(IReadOnlyList<IndexProcess> servers, TimeSpan duration)
    {
        var clients = await Task.WhenAll(servers.Select(server => server.ConnectAsync()));
        await Eventually.StaysTrueAsync(
            async () => (await Task.WhenAll(clients.Select(KnowsAllAsync))).All(knows => knows), "all servers know all peers and files", duration);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private static async Task<bool> KnowsAllAsync(WireClient client)
    {
        var peers = await client.PeersAsync();
        return new[] { "alice", "bob", "carol" }.All(user => peers.TryGetValue(user, out var peer) && peer.Files == FilesOfEach)
            && await CountFilesAsync(client) == 3 * FilesOfEach;
    }

    // The same bytes under three users' names are one content id: ask each user's names.
    private static async Task<int> CountFilesAsync(WireClient client)
    {
        var total = 0;
        foreach (var user in new[] { "alice", "bob", "carol" })
        {
            total += await client.CountAsync($"lasting user:{user}");
        }

        return total;
    }
}
