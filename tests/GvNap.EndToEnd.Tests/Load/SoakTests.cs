using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Load;

/// <summary>Two minutes of searches while peers come, crash, resume, quit and exchange files.</summary>
public sealed class SoakTests
{
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    /// <summary>The collector and the allocator breathe: what grows by itself passes this within minutes.</summary>
    private const double MostGrowth = 1.25;

    [Fact]
    public async Task Two_minutes_with_churn_have_no_wrong_answer_and_the_server_does_not_grow()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var load = await LoadProcess.StartAsync(
            network, [index],
            "--peers", "300", "--files-per-peer", "100", "--churn", "2000", "--connections", "16", "--searches-per-second", "400", "--duration", "119s", "--settle", "15s");

        // While all peers registered there was most to do; from here on only what comes and goes.
        await PassAsync(Warm);
        var early = await PeakAsync(index);
        await PassAsync(TimeSpan.FromSeconds(20));
        var late = await PeakAsync(index);

        var report = await load.AssertRightAsync(TimeSpan.FromMinutes(3));
        Assert.InRange(report.GetProperty("departures").GetInt64(), 100, long.MaxValue);
        Assert.InRange(report.GetProperty("searches").GetProperty("checked").GetInt64(), 10_000, long.MaxValue);
        Assert.True(late < early * MostGrowth, $"The index server grew from {early / 1e6:F0} MB to {late / 1e6:F0} MB.");
    }

    /// <summary>The most that is resident within a while.</summary>
    private static async Task<long> PeakAsync(IndexProcess index)
    {
        var peak = 0L;
        await Eventually.StaysTrueAsync(
            () =>
            {
                peak = Math.Max(peak, index.Process.WorkingSet);
                return Task.FromResult(true);
            },
            "the server runs",
            Window);
        return peak;
    }

    private static Task PassAsync(TimeSpan time) => Eventually.StaysTrueAsync(() => Task.FromResult(true), "time passes", time);
}
