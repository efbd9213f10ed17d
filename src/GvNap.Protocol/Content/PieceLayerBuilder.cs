namespace GvNap.Protocol.Content;

/// <summary>Hashes a file that comes block after block into its piece layer. Holds one row of leaves a piece, no data.</summary>
/// <param name="geometry">The file's pieces.</param>
internal sealed class PieceLayerBuilder(PieceGeometry geometry)
{
    private readonly byte[] _row = new byte[geometry.PieceCount * Sha256Hash.Length];

    private readonly byte[] _leaves =
        new byte[Math.Min(geometry.PieceLength, geometry.Size + PieceGeometry.BlockLength - 1) / PieceGeometry.BlockLength * Sha256Hash.Length];

    private int _pieces;
    private int _blocks;

    /// <summary>Hashes what follows: whole blocks, except at the end of the file.</summary>
    public void Add(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var length = Math.Min(data.Length, geometry.PieceLength - (_blocks * PieceGeometry.BlockLength));
            _blocks += MerkleTree.HashBlocks(data[..length], _leaves.AsSpan(_blocks * Sha256Hash.Length));
            data = data[length..];
            if (_blocks * PieceGeometry.BlockLength == geometry.PieceLength)
            {
                EndPiece();
            }
        }
    }

    /// <summary>The layer, once all has been added.</summary>
    public PieceLayer Build()
    {
        if (_blocks > 0)
        {
            EndPiece();
        }

        return PieceLayer.FromPieces(geometry, _row);
    }

    private void EndPiece()
    {
        MerkleTree.Fold(_leaves, _blocks, 0, geometry.PieceHeight);
        _leaves.AsSpan(0, Sha256Hash.Length).CopyTo(_row.AsSpan(_pieces * Sha256Hash.Length));
        _pieces++;
        _blocks = 0;
    }
}
