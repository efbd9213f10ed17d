using System.Net;
using System.Net.NetworkInformation;

namespace GvNap.Index.Reachability;

/// <summary>
/// The default gateways of this machine. In a container, connections through a published port seem to come from
/// there: an address at which no peer has its file server.
/// </summary>
internal static class HostGateways
{
    /// <summary>Asks the system.</summary>
    public static IReadOnlySet<IPAddress> Find()
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(network => network.GetIPProperties().GatewayAddresses)
                .Select(gateway => AddressRules.Normalise(gateway.Address))
                .ToHashSet();
        }
        catch (Exception e) when (e is NetworkInformationException or PlatformNotSupportedException)
        {
            return new HashSet<IPAddress>();
        }
    }
}
