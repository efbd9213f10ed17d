using System.Diagnostics.CodeAnalysis;
using GvNap.Peer.IndexClient;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Cli;

/// <summary>An endpoint to advertise: <c>HOST</c>, <c>HOST:PORT</c>, an IPv6 address in brackets.</summary>
internal static class AdvertisedEndpoint
{
    /// <summary>Reads one; without a port it has port 0, which means the file port.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Endpoint? endpoint)
    {
        endpoint = null;
        if (!IndexAddress.TryParse(text, out var address))
        {
            return false;
        }

        endpoint = new Endpoint { Host = address.Host, Port = HasPort(text.Trim(), address.Host) ? (uint)address.Port : 0 };
        return true;
    }

    /// <summary>What is longer than the host, with or without its brackets, has a port.</summary>
    private static bool HasPort(string text, string host) => text != host && text != $"[{host}]";
}
