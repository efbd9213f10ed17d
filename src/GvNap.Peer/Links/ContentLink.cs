using System.Globalization;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Links;

/// <summary>An address under which a peer gives a content to any HTTP client.</summary>
/// <param name="Address">The address.</param>
/// <param name="User">The peer's user name; may be empty.</param>
/// <param name="State">What is known of the endpoint.</param>
public sealed record ContentLink(Uri Address, string User, EndpointState State)
{
    /// <summary>The addresses of a source: one an endpoint. What is no host is left out.</summary>
    internal static IEnumerable<ContentLink> Of(ContentId content, Source source) =>
        from endpoint in source.Endpoints
        where endpoint.Port is > 0 and <= ushort.MaxValue && Uri.CheckHostName(endpoint.Host) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6
        select new ContentLink(
            new UriBuilder(Uri.UriSchemeHttp, endpoint.Host, (int)endpoint.Port, string.Create(CultureInfo.InvariantCulture, $"/content/{content}")).Uri,
            source.User,
            endpoint.State);
}
