using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers.Scheduling;

/// <summary>Consecutive pieces that are fetched together.</summary>
/// <param name="First">The first piece.</param>
/// <param name="Count">How many; at least 1.</param>
internal readonly record struct PieceRange(int First, int Count)
{
    /// <summary>The piece after the last.</summary>
    public int End => First + Count;

    /// <summary>Where the range starts in the file.</summary>
    public long OffsetIn(PieceGeometry geometry) => geometry.OffsetOf(First);

    /// <summary>Bytes of the range.</summary>
    public int LengthIn(PieceGeometry geometry) => (int)(geometry.OffsetOf(End - 1) + geometry.LengthOf(End - 1) - geometry.OffsetOf(First));
}
