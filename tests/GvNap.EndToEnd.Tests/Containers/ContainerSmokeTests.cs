using System.Globalization;
using GvNap.EndToEnd.Tests.Harness;
using GvNap.Protocol.Messages;

namespace GvNap.EndToEnd.Tests.Containers;

/// <summary>The images at work. One test, so that a machine without Docker says so once.</summary>
public sealed class ContainerSmokeTests
{
    private const string SmokeFile = "smoke signals.bin";

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CrashBound = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseBound = Lease + TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Peers_in_containers_find_and_fetch_crash_pause_and_end_as_they_should()
    {
        await using var network = await ContainerNetwork.StartAsync(lease: $"{Lease.TotalSeconds}s");
        var shared = SampleFile.Write(network.Folder, $"alice/{SmokeFile}", 5_000_000);
        SampleFile.Write(network.Folder, "carol/victim.bin", 100_000);
        var alice = await network.StartPeerAsync("alice", "--interactive", "--tty");
        var bob = await network.StartPeerAsync("bob", "--interactive", "--tty");
        var carol = await network.StartPeerAsync("carol");
        await using var searcher = await network.ConnectAsync();

        await AssertAllServeAsync(searcher, carol);
        await AssertImageAndMemoryAreSmallAsync(bob);
        await AssertBobFetchesAtHisPromptAsync(bob, shared, network.Folder);
        await AssertCrashedPeerVanishesAndReturnsAsync(searcher, carol);
        await AssertPausedPeerVanishesAndReturnsAsync(searcher, alice);
        await AssertEndsCleanlyAsync(alice, bob);
        await AssertHealthCheckPassesAsync(network.Index);
    }

    private static async Task AssertAllServeAsync(WireClient searcher, PeerContainer withoutInput)
    {
        await Eventually.IsTrueAsync(
            async () => (await searcher.PeersAsync()).Count(peer => peer.Value.Peer.Endpoints.Any(endpoint => endpoint.State == EndpointState.Reachable)) == 3,
            "three peers are registered and reachable");
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("smoke") == 1 && await searcher.CountAsync("victim") == 1, "both files are found");
        await Eventually.IsTrueAsync(
            async () => (await withoutInput.LogAsync()).Contains("The input has ended; sharing goes on", StringComparison.Ordinal), "the end of input is said");
    }

    private static async Task AssertImageAndMemoryAreSmallAsync(PeerContainer idle)
    {
        Assert.InRange(await OwnLayersAsync(ContainerNetwork.PeerImage), 1, 15_000_000);
        Assert.InRange(await OwnLayersAsync(ContainerNetwork.IndexImage), 1, 15_000_000);
        Assert.InRange(await idle.ResidentAsync(), 1_000_000, 60_000_000);
    }

    /// <summary>What an image adds to its base, in bytes: its layers down to the one that brings the program.</summary>
    private static async Task<long> OwnLayersAsync(string image)
    {
        var layers = (await Docker.DoAsync("history", "--no-trunc", "--human=false", "--format", "{{.Size}} {{.CreatedBy}}", image)).Split('\n').ToList();
        var program = layers.FindIndex(layer => layer.Contains("COPY", StringComparison.Ordinal) && layer.Contains(" /app", StringComparison.Ordinal));
        Assert.True(program >= 0, $"No layer of {image} has the program: {string.Join('\n', layers)}");
        return layers.Take(program + 1).Sum(layer => long.Parse(layer.Split(' ')[0], CultureInfo.InvariantCulture));
    }

    private static async Task AssertBobFetchesAtHisPromptAsync(PeerContainer bob, string shared, string folder)
    {
        await using (var terminal = await bob.AttachAsync())
        {
            await terminal.TypeRawAsync("keyword smoke\r");
            await terminal.WaitForOutputAsync("type get N");
            await terminal.TypeRawAsync("get 1\r");
            await terminal.WaitForOutputAsync("complete and verified");
            await DetachAsync(terminal);
        }

        var copy = Path.Combine(folder, "copy");
        await bob.FetchDownloadAsync(SmokeFile, copy);
        await SampleFile.AssertEqualAsync(shared, copy);
    }

    /// <summary>Types Ctrl+P Ctrl+Q, which leaves the container running.</summary>
    private static async Task DetachAsync(ChildProcess terminal)
    {
        await terminal.TypeRawAsync("\x10\x11");
        await terminal.WaitForExitAsync();
    }

    private static async Task AssertCrashedPeerVanishesAndReturnsAsync(WireClient searcher, PeerContainer carol)
    {
        var kill = carol.KillAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("victim") == 0, "the crashed peer's file is gone");
        var gone = DateTimeOffset.UtcNow;
        await kill;
        var late = gone - await carol.EndAsync();
        Assert.True(late < CrashBound, $"A crashed peer's file was found for {late.TotalSeconds:F2} s.");

        await carol.StartAgainAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("victim") == 1, "the file is back with its peer");
    }

    private static async Task AssertPausedPeerVanishesAndReturnsAsync(WireClient searcher, PeerContainer alice)
    {
        await alice.PauseAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("smoke") == 0, "the paused peer's file is gone", PauseBound);
        await alice.UnpauseAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("smoke") == 1, "the file is back with its peer");
    }

    private static async Task AssertEndsCleanlyAsync(PeerContainer alice, PeerContainer bob)
    {
        await alice.StopAsync();
        Assert.Equal(0, await alice.WaitForExitAsync());

        await using var terminal = await bob.AttachAsync();
        await terminal.TypeRawAsync("\x03");
        Assert.Equal(0, await bob.WaitForExitAsync());
    }

    private static async Task AssertHealthCheckPassesAsync(string index) => await Eventually.IsTrueAsync(
        async () => await Docker.DoAsync("inspect", "--format", "{{.State.Health.Status}}", index) == "healthy", "the engine finds the index server healthy");
}
