using System.Diagnostics.CodeAnalysis;
using System.Net;
using GvNap.Index.Directory;
using GvNap.Protocol;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Reachability;

/// <summary>Which endpoints a peer is listed with.</summary>
/// <param name="isProxy">Whether an observed address is that of something that stands between the server and its peers.</param>
internal sealed class EndpointRules(Func<IPAddress, bool> isProxy)
{
    /// <summary>Checks what a peer advertises and adds what the server sees.</summary>
    /// <param name="register">The request.</param>
    /// <param name="observed">The address from which it came, normalised.</param>
    /// <param name="endpoints">The advertised endpoints, then the observed one unless others do better; not yet dialled.</param>
    /// <param name="problem">What is wrong, for a person.</param>
    public bool TryRead(Register register, IPAddress observed, out IReadOnlyList<PeerEndpoint> endpoints, [NotNullWhen(false)] out string? problem)
    {
        var list = new List<PeerEndpoint>();
        endpoints = list;
        problem = register switch
        {
            { FilePort: 0 or > IPEndPoint.MaxPort } => "The file port must be 1 to 65535.",
            { Advertised.Count: > ProtocolLimits.AdvertisedEndpoints } => $"At most {ProtocolLimits.AdvertisedEndpoints} endpoints can be advertised.",
            _ => null,
        };
        for (var i = 0; i < register.Advertised.Count && problem is null; i++)
        {
            problem = TryAdd(list, register.Advertised[i], register.FilePort);
        }

        if (problem is null && (list.Count == 0 || !(IPAddress.IsLoopback(observed) || isProxy(observed))))
        {
            Add(list, observed.ToString(), (int)register.FilePort);
        }

        return problem is null;
    }

    private static string? TryAdd(List<PeerEndpoint> list, Endpoint advertised, uint filePort)
    {
        var port = advertised.Port == 0 ? filePort : advertised.Port;
        if (port > IPEndPoint.MaxPort)
        {
            return "The port of an advertised endpoint must be 1 to 65535.";
        }

        if (!HostName.TryRead(advertised.Host, out var host))
        {
            return "The host of an advertised endpoint must be an IP address or a DNS name.";
        }

        if (IPAddress.TryParse(host, out var address) && AddressRules.IsRefused(address))
        {
            return "An advertised endpoint is at an address that no peer can have: link-local, multicast, metadata or unspecified.";
        }

        Add(list, host, (int)port);
        return null;
    }

    private static void Add(List<PeerEndpoint> list, string host, int port)
    {
        var endpoint = new PeerEndpoint(host, port, EndpointState.Unknown);
        if (!list.Contains(endpoint))
        {
            list.Add(endpoint);
        }
    }
}
