using System.Net;
using GvNap.Index.Reachability;

namespace GvNap.Index.Tests.Reachability;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("::a9fe:a9fe")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("febf::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("100.100.100.200")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("ff02::1")]
    [InlineData("255.255.255.255")]
    [InlineData("240.0.0.1")]
    public void Addresses_at_which_no_peer_can_be_are_refused(string address)
    {
        Assert.True(AddressRules.IsRefused(IPAddress.Parse(address)));
        Assert.False(AddressRules.MayDial(IPAddress.Parse(address), fromLoopback: true));
    }

    [Theory]
    [InlineData("192.168.1.5")]
    [InlineData("10.0.0.1")]
    [InlineData("172.17.0.2")]
    [InlineData("100.64.0.1")]
    [InlineData("203.0.113.9")]
    [InlineData("2001:db8::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("64:ff9b::cb00:7109")]
    public void Addresses_of_networks_and_neighbours_may_be_dialled(string address)
    {
        Assert.False(AddressRules.IsRefused(IPAddress.Parse(address)));
        Assert.True(AddressRules.MayDial(IPAddress.Parse(address), fromLoopback: false));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void Loopback_is_dialled_only_for_peers_on_it(string address)
    {
        Assert.True(AddressRules.MayDial(IPAddress.Parse(address), fromLoopback: true));
        Assert.False(AddressRules.MayDial(IPAddress.Parse(address), fromLoopback: false));
    }
}
