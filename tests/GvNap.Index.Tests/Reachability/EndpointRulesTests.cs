using System.Net;
using GvNap.Index.Directory;
using GvNap.Index.Reachability;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Reachability;

public sealed class EndpointRulesTests
{
    private static readonly IPAddress Lan = IPAddress.Parse("192.168.1.5");
    private static readonly IPAddress Gateway = IPAddress.Parse("172.17.0.1");

    private readonly EndpointRules _rules = new(address => address.Equals(Gateway));

    [Fact]
    public void Peer_that_advertises_nothing_has_its_observed_address() =>
        Assert.Equal(["192.168.1.5:6699"], Read(Lan));

    [Fact]
    public void Observed_address_is_added_to_what_is_advertised() =>
        Assert.Equal(["peer:6699", "host:7000", "192.168.1.5:6699"], Read(Lan, ("peer", 0), ("host", 7000)));

    [Fact]
    public void Observed_loopback_or_proxy_address_is_dropped_if_anything_is_advertised()
    {
        Assert.Equal(["127.0.0.1:6699"], Read(IPAddress.Loopback));
        Assert.Equal(["::1:6699"], Read(IPAddress.IPv6Loopback));
        Assert.Equal(["172.17.0.1:6699"], Read(Gateway));
        Assert.Equal(["peer:6699"], Read(IPAddress.Loopback, ("peer", 0)));
        Assert.Equal(["peer:6699"], Read(Gateway, ("peer", 0)));
    }

    [Fact]
    public void Endpoints_are_listed_once() =>
        Assert.Equal(["192.168.1.5:6699", "peer:1"], Read(Lan, ("192.168.1.5", 6699), ("peer", 1), ("PEER", 1)));

    [Theory]
    [InlineData("169.254.169.254", 80u)]
    [InlineData("fe80::1", 80u)]
    [InlineData("0.0.0.0", 80u)]
    [InlineData("224.0.0.1", 80u)]
    [InlineData("255.255.255.255", 80u)]
    [InlineData("::ffff:169.254.169.254", 80u)]
    [InlineData("peer", 65536u)]
    [InlineData("peer", uint.MaxValue)]
    [InlineData("no host", 80u)]
    [InlineData("\u001b[2J", 80u)]
    public void Endpoints_that_cannot_be_are_refused_without_repeating_them(string host, uint port)
    {
        var register = new Register { FilePort = 6699, Advertised = { new Endpoint { Host = host, Port = port } } };

        Assert.False(_rules.TryRead(register, Lan, out _, out var problem));
        Assert.DoesNotContain(host, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_three_advertised_endpoints_are_refused()
    {
        var register = new Register { FilePort = 6699 };
        register.Advertised.AddRange(Enumerable.Range(1, 4).Select(i => new Endpoint { Host = $"host{i}" }));

        Assert.False(_rules.TryRead(register, Lan, out _, out _));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(65536u)]
    public void File_port_must_be_a_port(uint port) =>
        Assert.False(_rules.TryRead(new Register { FilePort = port }, Lan, out _, out _));

    private List<string> Read(IPAddress observed, params (string Host, uint Port)[] advertised)
    {
        var register = new Register { FilePort = 6699 };
        register.Advertised.AddRange(advertised.Select(endpoint => new Endpoint { Host = endpoint.Host, Port = endpoint.Port, State = EndpointState.Reachable }));
        Assert.True(_rules.TryRead(register, observed, out var endpoints, out var problem), problem);
        Assert.All(endpoints, endpoint => Assert.Equal(EndpointState.Unknown, endpoint.State));
        return [.. endpoints.Select(Describe)];
    }

    private static string Describe(PeerEndpoint endpoint) => $"{endpoint.Host}:{endpoint.Port}";
}
