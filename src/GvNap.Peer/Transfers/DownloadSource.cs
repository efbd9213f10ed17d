using GvNap.Peer.Finding;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;
using GvNap.Protocol.Peers;

namespace GvNap.Peer.Transfers;

/// <summary>A peer from which a file may be fetched.</summary>
/// <param name="Peer">Its id; null: whoever answers there.</param>
/// <param name="User">Its user name; may be empty.</param>
/// <param name="Endpoints">Where it may be reached.</param>
public sealed record DownloadSource(PeerId? Peer, string User, IReadOnlyList<Endpoint> Endpoints)
{
    /// <summary>Whether it is still fetching the file itself.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Takes a source from an index server's reply.</summary>
    /// <exception cref="GvNap.Protocol.ProtocolException">Its peer id has not 16 bytes.</exception>
    public static DownloadSource Of(Source source) => new(
        source.PeerId.Length switch
        {
            0 => null,
            Protocol.Peers.PeerId.Length => Protocol.Peers.PeerId.FromBytes(source.PeerId.Span),
            _ => throw new Protocol.ProtocolException(ErrorCode.Invalid, "A source's peer id has not 16 bytes."),
        },
        source.User,
        [.. source.Endpoints])
    {
        IsPartial = source.Partial,
    };

    /// <summary>Whoever answers at a host and port.</summary>
    public static DownloadSource At(string host, int port) => new(null, "", [new Endpoint { Host = host, Port = (uint)port }]);

    /// <summary>Whoever answers at a host and port; or, if a peer is listed with these, that peer, there or at its other endpoints.</summary>
    public static DownloadSource At(string host, int port, Source? listed)
    {
        // What somebody types comes first, whatever the index server could reach.
        var typed = new Endpoint { Host = host, Port = (uint)port, State = EndpointState.Reachable };
        return listed is null ? At(host, port) : Of(listed) with { Endpoints = [typed, .. listed.Endpoints.Where(endpoint => !endpoint.IsAt(host, port))] };
    }

    /// <summary>The user, or else the first endpoint; safe to print.</summary>
    public override string ToString() => SafeText.ForTerminal(User.Length > 0 ? User : Endpoints.Count > 0 ? $"{Endpoints[0].Host}:{Endpoints[0].Port}" : "a peer without an address");
}
