using System.Net;
using System.Net.Sockets;

namespace GvNap.Index.Reachability;

/// <summary>Which addresses a server never connects to on a stranger's word.</summary>
internal static class AddressRules
{
    /// <summary>
    /// Networks in which only the machine's own infrastructure answers: "this network", link-local (where the clouds
    /// of AWS, Azure, Google and others serve instance metadata), metadata elsewhere (AWS over IPv6, Alibaba, Oracle,
    /// Azure's host), multicast, reserved and broadcast.
    /// </summary>
    private static readonly IPNetwork[] Refused =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("100.100.100.200/32"),
        IPNetwork.Parse("192.0.0.192/32"),
        IPNetwork.Parse("168.63.129.16/32"),
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"),
        IPNetwork.Parse("::/128"),
        IPNetwork.Parse("fe80::/10"),
        IPNetwork.Parse("fec0::/10"),
        IPNetwork.Parse("ff00::/8"),
        IPNetwork.Parse("fd00:ec2::254/128"),
    ];

    /// <summary>Prefixes whose last four bytes are an IPv4 address: compatible addresses, and NAT64 (RFC 6052).</summary>
    private static readonly IPNetwork[] Embedding = [IPNetwork.Parse("::/96"), IPNetwork.Parse("64:ff9b::/96")];

    /// <summary>Whether an address may never be dialled, nor advertised.</summary>
    public static bool IsRefused(IPAddress address)
    {
        address = Normalise(address);
        return Refused.Any(network => network.Contains(address))
            || (!IPAddress.IsLoopback(address) && Embedding.Any(network => network.Contains(address)) && IsRefused(new IPAddress(address.GetAddressBytes()[12..])));
    }

    /// <summary>Whether an address may be dialled for a peer.</summary>
    /// <param name="address">The address.</param>
    /// <param name="fromLoopback">The peer itself is on this machine.</param>
    public static bool MayDial(IPAddress address, bool fromLoopback) =>
        !IsRefused(address) && (fromLoopback || !IPAddress.IsLoopback(Normalise(address)));

    /// <summary>The address without scope, and as IPv4 if it is one inside IPv6.</summary>
    public static IPAddress Normalise(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
    }
}
