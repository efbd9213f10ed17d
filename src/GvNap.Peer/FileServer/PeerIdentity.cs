using GvNap.Protocol.Peers;

namespace GvNap.Peer.FileServer;

/// <summary>Who this peer is, as the index server knows it.</summary>
/// <param name="Id">Null while it is not registered.</param>
/// <param name="User">Empty if it has no name.</param>
public readonly record struct PeerIdentity(PeerId? Id, string User)
{
    /// <summary>A peer that is not registered.</summary>
    public static PeerIdentity None { get; } = new(null, "");
}
