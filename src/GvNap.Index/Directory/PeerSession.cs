using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory;

/// <summary>One attachment of a peer to an index server. A later attachment of the same peer, on any server, has a higher number.</summary>
internal readonly record struct PeerSession(PeerId Peer, long Number);
