using GvNap.Peer.Sharing;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.Sharing;

/// <summary>A file that is being fetched, in memory.</summary>
internal sealed class FetchedFile(string name, byte[] bytes) : IPartialFile
{
    public string Name => name;

    public PieceLayer Layer { get; } = ContentHasher.Hash(bytes);

    /// <summary>Pieces that are there; all at first.</summary>
    public Func<int, bool> HasPiece { get; set; } = static _ => true;

    public byte[] GetPieces()
    {
        var pieces = new byte[(Layer.Geometry.PieceCount + 7) / 8];
        for (var piece = 0; piece < Layer.Geometry.PieceCount; piece++)
        {
            pieces[piece / 8] |= (byte)(HasPiece(piece) ? 0x80 >> (piece % 8) : 0);
        }

        return pieces;
    }

    public bool Has(long offset, int length)
    {
        var pieceLength = Layer.Geometry.PieceLength;
        return Enumerable.Range((int)(offset / pieceLength), (int)(((offset + length - 1) / pieceLength) - (offset / pieceLength)) + 1).All(HasPiece);
    }

    public int Read(Span<byte> destination, long offset)
    {
        bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
        return destination.Length;
    }
}
