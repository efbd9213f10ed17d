using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory;

/// <summary>What others may know of a peer.</summary>
/// <param name="Id">The peer.</param>
/// <param name="User">Its user name as it wrote it; empty: nameless. Names are compared without regard to case.</param>
/// <param name="Endpoints">Where its file server is: one to four.</param>
/// <param name="Speed">Upload rate that it says it has, bytes a second; 0: not said.</param>
internal sealed record PeerRecord(PeerId Id, string User, IReadOnlyList<PeerEndpoint> Endpoints, ulong Speed);
