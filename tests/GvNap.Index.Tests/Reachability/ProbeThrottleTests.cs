using System.Net;
using GvNap.Index.Reachability;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Index.Tests.Reachability;

public sealed class ProbeThrottleTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Dials_to_one_address_keep_its_rate_and_those_that_would_wait_too_long_are_not_made()
    {
        var throttle = new ProbeThrottle(new IndexLimits { ProbesPerTarget = 1 }, _time);

        var turns = Enumerable.Range(0, 40).Select(_ => throttle.WaitAsync(IPAddress.Loopback, TestContext.Current.CancellationToken)).ToList();

        Assert.Equal(4, turns.Count(turn => turn.IsCompletedSuccessfully && turn.Result));
        Assert.Equal(26, turns.Count(turn => turn.IsCompletedSuccessfully && !turn.Result));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(14, (await Task.WhenAll(turns)).Count(made => made));
    }

    [Fact]
    public async Task Other_addresses_do_not_wait_for_a_busy_one()
    {
        var throttle = new ProbeThrottle(new IndexLimits { ProbesPerTarget = 1 }, _time);
        for (var i = 0; i < 20; i++)
        {
            _ = throttle.WaitAsync(IPAddress.Loopback, TestContext.Current.CancellationToken);
        }

        Assert.True(await throttle.WaitAsync(IPAddress.Parse("10.0.0.1"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Dials_of_the_whole_server_keep_its_rate()
    {
        var throttle = new ProbeThrottle(new IndexLimits { ProbesPerSecond = 3 }, _time);

        var turns = Enumerable.Range(0, 5).Select(_ => throttle.WaitAsync(TestContext.Current.CancellationToken)).ToList();

        Assert.Equal([true, true, true, false, false], turns.Select(turn => turn.IsCompleted));
    }
}
