using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Index.Tests.Connections;

public sealed class AddressRatesTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Each_address_has_its_own_rate()
    {
        var rates = new AddressRates(1, 2, _time);
        var (first, second) = (IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"));

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => rates.Of(first).TryTake(TimeSpan.Zero, out var _)));
        Assert.True(rates.Of(second).TryTake(TimeSpan.Zero, out _));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(rates.Of(first).TryTake(TimeSpan.Zero, out _));
    }

    [Fact]
    public void Only_addresses_that_took_lately_are_remembered()
    {
        var rates = new AddressRates(1, 2, _time);
        var idle = rates.Of(IPAddress.Loopback);
        var busy = rates.Of(IPAddress.IPv6Loopback);
        busy.Take();

        for (var i = 0; i < 3000; i++)
        {
            rates.Of(new IPAddress(0x0A000000L + i));
        }

        Assert.NotSame(idle, rates.Of(IPAddress.Loopback));
        Assert.Same(busy, rates.Of(IPAddress.IPv6Loopback));
    }
}
