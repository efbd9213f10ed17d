using GvNap.Protocol.Messages;

namespace GvNap.Index.Directory;

/// <summary>A host and port of a peer's file server, and whether a dial to it came through.</summary>
internal sealed record PeerEndpoint(string Host, int Port, EndpointState State);
