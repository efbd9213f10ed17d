using System.Net;
using GvNap.Protocol.Connections;

namespace GvNap.Protocol.Tests.Connections;

public sealed class AddressQuotaTests
{
    [Fact]
    public void Each_address_has_its_own_quota_and_gets_it_back()
    {
        var quota = new AddressQuota(2);
        var (first, second) = (IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"));

        Assert.True(quota.TryEnter(first));
        Assert.True(quota.TryEnter(first));
        Assert.False(quota.TryEnter(first));
        Assert.True(quota.TryEnter(second));
        quota.Leave(first);
        Assert.True(quota.TryEnter(first));
        Assert.False(quota.TryEnter(first));
    }

    [Fact]
    public void Network_of_64_bits_of_IPv6_counts_as_one_address()
    {
        var quota = new AddressQuota(1);

        Assert.True(quota.TryEnter(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.False(quota.TryEnter(IPAddress.Parse("2001:db8:0:1:ffff::2")));
        Assert.True(quota.TryEnter(IPAddress.Parse("2001:db8:0:2::1")));
    }

    [Fact]
    public void An_IPv4_address_is_the_same_one_in_IPv6()
    {
        var quota = new AddressQuota(1);

        Assert.True(quota.TryEnter(IPAddress.Parse("10.0.0.1")));
        Assert.False(quota.TryEnter(IPAddress.Parse("::ffff:10.0.0.1")));
        Assert.True(quota.TryEnter(IPAddress.Parse("::ffff:10.0.0.2")));
    }

    [Fact]
    public void Which_limit_is_reached_is_said()
    {
        var quota = new AddressQuota(1, totalLimit: 2);

        Assert.Equal(Admission.Admitted, quota.Enter(IPAddress.Parse("10.0.0.1")));
        Assert.Equal(Admission.AddressIsFull, quota.Enter(IPAddress.Parse("10.0.0.1")));
        Assert.Equal(Admission.Admitted, quota.Enter(IPAddress.Parse("10.0.0.2")));
        Assert.Equal(Admission.AllIsFull, quota.Enter(IPAddress.Parse("10.0.0.3")));
    }

    [Fact]
    public void All_addresses_together_have_a_quota()
    {
        var quota = new AddressQuota(2, totalLimit: 2);

        Assert.True(quota.TryEnter(IPAddress.Parse("10.0.0.1")));
        Assert.True(quota.TryEnter(IPAddress.Parse("10.0.0.2")));
        Assert.False(quota.TryEnter(IPAddress.Parse("10.0.0.3")));
        quota.Leave(IPAddress.Parse("10.0.0.1"));
        Assert.Equal(1, quota.Total);
        Assert.True(quota.TryEnter(IPAddress.Parse("10.0.0.3")));
    }
}
