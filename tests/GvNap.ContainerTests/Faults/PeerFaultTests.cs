using GvNap.ContainerTests.Network;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.ContainerTests.Faults;

/// <summary>Peers whose containers are killed or paused.</summary>
public sealed class PeerFaultTests
{
    private static readonly TimeSpan CrashBound = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PauseBound = Lease + TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_killed_peer_is_out_of_the_results_of_all_servers_within_a_second()
    {
        await using var network = await ContainerNetwork.CreateAsync();
        await network.StartStoreAsync();
        var first = await network.StartIndexAsync("index-1", sharing: true);
        var second = await network.StartIndexAsync("index-2", sharing: true);
        await network.WriteSharedAsync("alice", "victim.bin", 100_000);
        var alice = await network.StartPeerAsync("alice", [first]);
        await using var here = await first.ConnectAsync();
        await using var there = await second.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await here.CountAsync("victim") == 1 && await there.CountAsync("victim") == 1, "the file is found");

        var kill = Engine.KillAsync(alice.Container);
        await Eventually.IsTrueAsync(async () => await here.CountAsync("victim") == 0 && await there.CountAsync("victim") == 0, "the file is gone");
        var gone = DateTimeOffset.UtcNow;
        await kill;

        var late = gone - await Engine.EndAsync(alice.Container);
        Assert.True(late < CrashBound, $"It was found for {late.TotalSeconds:F2} s.");
    }

    [Fact]
    public async Task A_paused_peer_is_out_of_the_results_within_its_lease_plus_2_s_and_back_when_it_goes_on()
    {
        await using var network = await ContainerNetwork.CreateAsync();
        var index = await network.StartIndexAsync(lease: $"{Lease.TotalSeconds}s");
        await network.WriteSharedAsync("alice", "sleeper.bin", 100_000);
        var alice = await network.StartPeerAsync("alice", [index]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("sleeper") == 1, "the file is found");

        await alice.Container.PauseAsync(TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("sleeper") == 0, "the file is gone", PauseBound);

        await alice.Container.UnpauseAsync(TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("sleeper") == 1, "the file is back");
    }
}
