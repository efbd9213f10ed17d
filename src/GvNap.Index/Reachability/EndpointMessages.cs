using GvNap.Index.Directory;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Reachability;

/// <summary>Endpoints as messages have them.</summary>
internal static class EndpointMessages
{
    /// <summary>The endpoint as a message.</summary>
    public static Endpoint ToMessage(this PeerEndpoint endpoint) => new() { Host = endpoint.Host, Port = (uint)endpoint.Port, State = endpoint.State };
}
