using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Load;

/// <summary>
/// Three index servers on one store, under load, and something dies. In the end all servers list exactly what the peers
/// share: the load compares every catalogue with every server.
/// </summary>
public sealed class FaultsUnderLoadTests
{
    private static readonly FaultScale Scale = FaultScale.Current;

    [Fact]
    public Task Servers_killed_at_random_and_started_again_end_up_equal() => AssertEndsEqualAsync(
        Scale.Kills * 2 * Scale.Interval,
        async (network, store, servers) =>
        {
            for (var round = 0; round < Scale.Kills; round++)
            {
                var killed = Random.Shared.Next(servers.Length);
                await servers[killed].KillAsync();
                await PassAsync(Scale.Interval);
                servers[killed] = await StartServerAsync(network, store, servers[killed].Port);
                await PassAsync(Scale.Interval);
            }
        });

    [Fact]
    public Task A_store_killed_and_started_empty_ends_with_all_servers_equal() => AssertEndsEqualAsync(
        Scale.Pause,
        async (_, store, _) =>
        {
            await store.KillAsync();
            await PassAsync(Scale.Pause);
            await store.RestartAsync();
        });

    [Fact]
    public Task A_store_that_is_paused_ends_with_all_servers_equal() => AssertEndsEqualAsync(
        Scale.Pause,
        async (_, store, _) =>
        {
            store.Send(UnixSignal.Stop);
            await PassAsync(Scale.Pause);
            store.Send(UnixSignal.Continue);
        });

    [Fact]
    public Task A_store_whose_clock_is_moved_by_an_hour_and_back_ends_with_all_servers_equal() => AssertEndsEqualAsync(
        2 * Scale.Interval,
        async (_, store, _) =>
        {
            await store.MoveClockAsync(TimeSpan.FromHours(-1));
            await PassAsync(2 * Scale.Interval);
            await store.MoveClockAsync(TimeSpan.FromHours(1));
        });

    private static async Task AssertEndsEqualAsync(TimeSpan time, Func<TestNetwork, StoreProcess, IndexProcess[], Task> fault)
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartServerAsync(network, store)));
        var load = await LoadProcess.StartAsync(network, servers, Scale.Load(time + (2 * Scale.Interval)));

        await PassAsync(Scale.Interval);
        await fault(network, store, servers);

        await load.AssertRightAsync(Scale.Patience);
    }

    private static Task<IndexProcess> StartServerAsync(TestNetwork network, StoreProcess store, int? port = null) =>
        network.StartIndexAsync(store, port, $"{Scale.Lease.TotalSeconds}s");

    private static Task PassAsync(TimeSpan time) => Eventually.StaysTrueAsync(() => Task.FromResult(true), "time passes", time);
}
