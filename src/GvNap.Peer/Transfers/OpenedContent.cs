using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers;

/// <summary>What a source says of a file, its piece layer verified.</summary>
/// <param name="Layer">The piece layer, which belongs to the content id.</param>
/// <param name="Name">The name under which the source shares it: a claim, from the network.</param>
internal sealed record OpenedContent(PieceLayer Layer, string Name);
