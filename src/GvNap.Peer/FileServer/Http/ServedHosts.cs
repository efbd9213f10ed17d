using System.Net;
using Microsoft.AspNetCore.Http;

namespace GvNap.Peer.FileServer.Http;

/// <summary>
/// The values of <c>Host</c> that are this peer. Others are turned away: a page whose own DNS name suddenly leads here
/// (DNS rebinding) would otherwise be taken by a browser for this peer, and read what it fetches.
/// </summary>
/// <param name="advertised">The names that this peer gives itself.</param>
internal sealed class ServedHosts(IEnumerable<string> advertised)
{
    /// <summary>Names that the public DNS never has: RFC 6761, RFC 6762, RFC 8375, and ICANN's resolution 2024.07.29.06.</summary>
    private static readonly string[] PrivateSuffixes = [".localhost", ".local", ".home.arpa", ".internal"];

    private readonly HashSet<string> _advertised = new(advertised.Select(Normalise), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a request to this host is meant for this peer. One without a host (HTTP/1.0) comes from no browser.</summary>
    public bool Contains(HostString host)
    {
        var name = Normalise(host.Host);
        return name.Length == 0
            || IPAddress.TryParse(name, out _)
            || !name.Contains('.', StringComparison.Ordinal)
            || PrivateSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            || _advertised.Contains(name);
    }

    private static string Normalise(string name) => name.TrimEnd('.');
}
