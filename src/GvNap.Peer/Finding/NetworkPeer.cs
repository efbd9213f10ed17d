using GvNap.Protocol.Messages;

namespace GvNap.Peer.Finding;

/// <summary>A peer that is online.</summary>
/// <param name="Peer">Who, and where.</param>
/// <param name="Files">How many files it shares.</param>
public sealed record NetworkPeer(Source Peer, long Files);
