namespace GvNap.Peer.Finding;

/// <summary>What a search, or a look at a user's files, has found.</summary>
/// <param name="Files">A page of it, best first.</param>
/// <param name="Total">How much there is in all.</param>
/// <param name="Cut">Whether only the first candidates were ranked: a narrower query may find better ones.</param>
/// <param name="Next">What asks for the next page; empty after the last.</param>
public sealed record NetworkFiles(IReadOnlyList<NetworkFile> Files, long Total, bool Cut, ReadOnlyMemory<byte> Next);
