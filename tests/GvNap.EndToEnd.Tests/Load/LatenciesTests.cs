using GvNap.Lab.Load;

namespace GvNap.EndToEnd.Tests.Load;

public sealed class LatenciesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(12_345)]
    [InlineData(600_000_000)]
    [InlineData(long.MaxValue / 2)]
    public void A_time_is_known_to_one_part_in_128(long ticks)
    {
        var latencies = new Latencies();
        latencies.Add(TimeSpan.FromTicks(ticks));
        latencies.Add(TimeSpan.MaxValue);

        var found = latencies.Quantile(0.5).Ticks;
        Assert.InRange(found, ticks, ticks + (ticks / 128));
    }

    [Fact]
    public void Quantiles_are_those_of_all_that_was_added_also_from_others()
    {
        var (odd, even) = (new Latencies(), new Latencies());
        for (var ticks = 1; ticks <= 1_000; ticks++)
        {
            (ticks % 2 == 0 ? even : odd).Add(TimeSpan.FromTicks(ticks));
        }

        odd.Add(even);
        Assert.Equal(1_000, odd.Count);
        Assert.InRange(odd.Quantile(0.5).Ticks, 500, 504);
        Assert.InRange(odd.Quantile(0.99).Ticks, 990, 998);
        Assert.Equal(1_000, odd.Quantile(1).Ticks);
        Assert.Equal(1_000, odd.Longest.Ticks);
    }

    [Fact]
    public void Nothing_has_no_quantiles_and_what_came_too_early_took_no_time()
    {
        var latencies = new Latencies();
        Assert.Equal(TimeSpan.Zero, latencies.Quantile(0.5));
        latencies.Add(TimeSpan.FromTicks(-5));
        Assert.Equal((1, TimeSpan.Zero), (latencies.Count, latencies.Quantile(1)));
    }
}
