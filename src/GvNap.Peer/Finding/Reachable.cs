using GvNap.Protocol.Messages;

namespace GvNap.Peer.Finding;

/// <summary>What is known of a peer's endpoints.</summary>
internal static class Reachable
{
    /// <summary>True if one of the endpoints has answered, false if none has, null while that is not known.</summary>
    public static bool? IsReachable(this Source source)
    {
        if (source.Endpoints.Any(endpoint => endpoint.State == EndpointState.Reachable))
        {
            return true;
        }

        return source.Endpoints.All(endpoint => endpoint.State == EndpointState.Unreachable) ? false : null;
    }

    /// <summary>Whether an endpoint is at a host and port, as they are typed.</summary>
    public static bool IsAt(this Endpoint endpoint, string host, int port) => endpoint.Port == port && string.Equals(endpoint.Host, host, StringComparison.OrdinalIgnoreCase);

    /// <summary>The endpoint to name first; null for a peer without any.</summary>
    public static Endpoint? Best(this Source source) => source.Endpoints.FirstOrDefault();
}
