using GvNap.Peer.Sharing;
using GvNap.Peer.Transfers.Scheduling;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers;

/// <summary>A file of which pieces are missing.</summary>
/// <param name="Name">The name under which it is shared.</param>
/// <param name="Layer">What belongs there.</param>
/// <param name="Scheduler">What is missing.</param>
/// <param name="Part">What is there.</param>
internal sealed record FileInProgress(string Name, PieceLayer Layer, PieceScheduler Scheduler, PartFile Part) : IPartialFile
{
    /// <inheritdoc/>
    public byte[] GetPieces() => Scheduler.DonePieces();

    /// <inheritdoc/>
    public bool Has(long offset, int length)
    {
        var pieceLength = Layer.Geometry.PieceLength;
        return Scheduler.AreDone((int)(offset / pieceLength), (int)((offset + length - 1) / pieceLength));
    }

    /// <inheritdoc/>
    public int Read(Span<byte> destination, long offset) => Part.Read(destination, offset);
}
