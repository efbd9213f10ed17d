using System.Diagnostics;
using GvNap.EndToEnd.Tests.Harness;
using GvNap.Protocol.Messages;

namespace GvNap.EndToEnd.Tests.SeveralServers;

/// <summary>Index servers that share a store.</summary>
public sealed class SharedDirectoryTests
{
    [Fact]
    public async Task A_file_shared_on_one_server_is_found_on_another_within_500_ms()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var (a, b) = (await network.StartIndexAsync(store), await network.StartIndexAsync(store));
        await using var peer = await a.ConnectAsync();
        await using var searcher = await b.ConnectAsync();
        await peer.RegisterAsync("alice");

        await Rounds.AssertMedianAsync(TimeSpan.FromMilliseconds(500), async round =>
        {
            var watch = Stopwatch.StartNew();
            await peer.ShareAsync((ulong)round + 1, 1000, $"song number{round}.flac");
            await Eventually.IsTrueAsync(async () => await searcher.CountAsync($"number{round}") == 1, "the other server finds the file");
            return watch.Elapsed;
        });
    }

    [Fact]
    public async Task Each_server_lists_the_peers_of_all()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var (a, b) = (await network.StartIndexAsync(store), await network.StartIndexAsync(store));
        await using var onA = await a.ConnectAsync();
        await using var onB = await b.ConnectAsync();
        await onA.RegisterAsync("alice");
        await onB.RegisterAsync("bob");

        foreach (var client in new[] { onA, onB })
        {
            await Eventually.IsTrueAsync(
                async () => (await client.PeersAsync()).Keys.Order().SequenceEqual(["alice", "bob"]), "both peers are listed");
        }
    }

    [Fact]
    public async Task A_user_name_is_unique_across_servers_in_any_case()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var (a, b) = (await network.StartIndexAsync(store), await network.StartIndexAsync(store));
        await using var first = await a.ConnectAsync();
        await using var second = await b.ConnectAsync();
        await first.RegisterAsync("Alice");

        var reply = await second.RequestAsync(new Envelope { Register = new Register { User = "aLICE", FilePort = 6700 } });

        Assert.Equal(ErrorCode.NameTaken, reply.Error?.Code);
    }

    [Fact]
    public async Task Quitting_on_one_server_removes_the_files_on_all_and_frees_the_name()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var (a, b) = (await network.StartIndexAsync(store), await network.StartIndexAsync(store));
        await using var peer = await a.ConnectAsync();
        await using var other = await b.ConnectAsync();
        await peer.RegisterAsync("alice");
        await peer.ShareAsync(1, 1000, "something.txt");
        await Eventually.IsTrueAsync(async () => await other.CountAsync("something") == 1, "the file is known on both");

        Assert.NotNull((await peer.RequestAsync(new Envelope { Quit = new Quit() })).Goodbye);

        await Eventually.IsTrueAsync(async () => await other.CountAsync("something") == 0, "the file is gone on both");
        await other.RegisterAsync("alice");
    }
}
