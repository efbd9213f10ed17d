namespace GvNap.Peer.Links;

/// <summary>The SHA-256 of a content and of its parts, for programs that know no hash trees.</summary>
/// <param name="Whole">Of all of it, in lower-case hex.</param>
/// <param name="PartLength">Bytes of every part but the last.</param>
/// <param name="Parts">Of each part, in lower-case hex.</param>
internal sealed record PlainHashes(string Whole, int PartLength, IReadOnlyList<string> Parts);
