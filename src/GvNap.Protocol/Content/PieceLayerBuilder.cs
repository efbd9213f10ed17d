using GvNap.Protocol.Content.Hashing;

namespace GvNap.Protocol.Content;

/// <summary>Hashes a file that comes block after block into its piece layer. Holds the leaves of a few pieces, no data.</summary>
/// <param name="geometry">The file's pieces.</param>
internal sealed class PieceLayerBuilder(PieceGeometry geometry)
{
    private readonly byte[] _row = new byte[geometry.PieceCount * Sha256Hash.Length];

    /// <summary>Of whole pieces, and of as many blocks as are hashed at once.</summary>
    private readonly byte[] _leaves = new byte[Math.Max(geometry.PieceLength / PieceGeometry.BlockLength, Sha256Lanes.Count) * Sha256Hash.Length];

    private int _pieces;
    private int _blocks;

    /// <summary>Hashes what follows: whole blocks, except at the end of the file.</summary>
    public void Add(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var free = _leaves.AsSpan(_blocks * Sha256Hash.Length);
            var length = (int)Math.Min(data.Length, free.Length / Sha256Hash.Length * (long)PieceGeometry.BlockLength);
            _blocks += MerkleTree.HashBlocks(data[..length], free);
            data = data[length..];
            if (_blocks * Sha256Hash.Length == _leaves.Length)
            {
                EndPieces();
            }
        }
    }

    /// <summary>The layer, once all has been added.</summary>
    public PieceLayer Build()
    {
        EndPieces();
        return PieceLayer.FromPieces(geometry, _row);
    }

    private void EndPieces()
    {
        var pieces = MerkleTree.Fold(_leaves, _blocks, 0, geometry.PieceHeight);
        _leaves.AsSpan(0, pieces * Sha256Hash.Length).CopyTo(_row.AsSpan(_pieces * Sha256Hash.Length));
        _pieces += pieces;
        _blocks = 0;
    }
}
