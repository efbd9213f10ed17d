using System.Net;

namespace GvNap.Index.Tests.Connections;

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
}
