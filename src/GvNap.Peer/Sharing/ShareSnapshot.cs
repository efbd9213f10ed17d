using System.Collections.Immutable;

namespace GvNap.Peer.Sharing;

/// <summary>All shared files at one moment. Two snapshots share what they have in common.</summary>
/// <param name="Revision">Grows with every change.</param>
/// <param name="Files">The files by their number.</param>
public sealed record ShareSnapshot(long Revision, IReadOnlyDictionary<uint, SharedFile> Files)
{
    /// <summary>Nothing shared yet.</summary>
    public static ShareSnapshot Empty { get; } = new(0, ImmutableDictionary<uint, SharedFile>.Empty);
}
