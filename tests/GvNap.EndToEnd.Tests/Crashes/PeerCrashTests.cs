using System.Diagnostics;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Crashes;

/// <summary>Peers that die, stop, or lose their line.</summary>
public sealed class PeerCrashTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_killed_peer_is_out_of_its_servers_results_within_200_ms()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();

        await AssertKilledPeersVanishAsync(network, home: index, watched: index, TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task A_killed_peer_is_out_of_other_servers_results_within_500_ms()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var (a, b) = (await network.StartIndexAsync(store), await network.StartIndexAsync(store));

        await AssertKilledPeersVanishAsync(network, home: a, watched: b, TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task A_stopped_peer_is_out_of_the_results_within_its_lease_plus_2_s_and_back_at_once()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync(lease: "3s");
        SampleFile.Write(network.FoldersOf("alice").Share, "sleeper.bin", 100);
        var peer = await network.StartPeerAsync("alice", [index]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("sleeper") == 1, "the file is found");

        peer.Process.Send(UnixSignal.Stop);
        await Eventually.IsTrueAsync(
            async () => await searcher.CountAsync("sleeper") == 0, "the stopped peer's file is gone", Lease + TimeSpan.FromSeconds(2));

        peer.Process.Send(UnixSignal.Continue);
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("sleeper") == 1, "the file is back", TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_peer_that_is_cut_off_is_out_of_the_results_within_its_lease_plus_2_s()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync(lease: "3s");
        await using var line = new TcpProxy(index.Port);
        SampleFile.Write(network.FoldersOf("alice").Share, "island.bin", 100);
        await network.StartPeerAsync("alice", [index with { Port = line.Port }]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("island") == 1, "the file is found");

        line.Cut();
        await Eventually.IsTrueAsync(
            async () => await searcher.CountAsync("island") == 0, "the file is gone", Lease + TimeSpan.FromSeconds(2));

        line.Mend();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("island") == 1, "the file is back");
    }

    [Fact]
    public async Task A_killed_peer_that_is_started_again_has_its_catalogue_at_once()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        await using var line = new TcpProxy(index.Port);
        var viaLine = index with { Port = line.Port };
        for (var i = 0; i < 500; i++)
        {
            SampleFile.Write(network.FoldersOf("alice").Share, $"phoenix {i}.bin", 10, seed: i);
        }

        var peer = await network.StartPeerAsync("alice", [viaLine]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("phoenix") == 500, "all files are found");
        var before = (await searcher.PeersAsync())["alice"].Peer.PeerId;

        await peer.KillAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("phoenix") == 0, "the files are gone");
        await network.StartPeerAsync("alice", [viaLine]);
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("phoenix") == 500, "all files are found again");

        Assert.Equal(before, (await searcher.PeersAsync())["alice"].Peer.PeerId);
    }

    private static async Task AssertKilledPeersVanishAsync(TestNetwork network, IndexProcess home, IndexProcess watched, TimeSpan bound)
    {
        await using var searcher = await watched.ConnectAsync();
        await Rounds.AssertMedianAsync(bound, async round =>
        {
            var user = $"peer{round}";
            SampleFile.Write(network.FoldersOf(user).Share, $"victim{round}.bin", 100, seed: round);
            var peer = await network.StartPeerAsync(user, [home]);
            await Eventually.IsTrueAsync(async () => await searcher.CountAsync($"victim{round}") == 1, "the file is found");

            var watch = Stopwatch.StartNew();
            peer.Process.Send(UnixSignal.Kill);
            await Eventually.IsTrueAsync(async () => await searcher.CountAsync($"victim{round}") == 0, "the file is gone");
            return watch.Elapsed;
        });
    }
}
