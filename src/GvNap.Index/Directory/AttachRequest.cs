namespace GvNap.Index.Directory;

/// <summary>A peer asks to be listed.</summary>
/// <param name="User">User name, already checked; empty: nameless.</param>
/// <param name="Endpoints">Where its file server is.</param>
/// <param name="Speed">Upload rate, bytes a second; 0: not said.</param>
/// <param name="ResumeToken">The token of its last attachment; empty: none. One that is not known is ignored.</param>
internal sealed record AttachRequest(string User, IReadOnlyList<PeerEndpoint> Endpoints, ulong Speed, ReadOnlyMemory<byte> ResumeToken);
