using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace GvNap.Protocol.Content;

/// <summary>The hashes of a file's pieces, which are known to belong to its content id. Immutable.</summary>
public sealed class PieceLayer
{
    private static readonly Sha256Hash EmptyFile = Sha256Hash.Of([]);

    private readonly byte[] _bytes;

    private PieceLayer(ContentId content, PieceGeometry geometry, byte[] bytes)
    {
        Content = content;
        Geometry = geometry;
        _bytes = bytes;
    }

    /// <summary>The file's content id.</summary>
    public ContentId Content { get; }

    /// <summary>The file's pieces.</summary>
    public PieceGeometry Geometry { get; }

    /// <summary>32 bytes a piece; empty if the file has at most one piece, whose hash is the root.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Takes a piece layer that someone claims to be that of a content id.</summary>
    /// <param name="content">The content id that is wanted.</param>
    /// <param name="layer">32 bytes a piece; must be empty if the file has at most one piece.</param>
    /// <param name="verified">The layer, if the claim is true.</param>
    /// <returns>False if the layer has the wrong length or another root, or if there can be no such content id.</returns>
    public static bool TryCreate(ContentId content, ReadOnlySpan<byte> layer, [NotNullWhen(true)] out PieceLayer? verified)
    {
        verified = null;
        if (content.Size is < 0 or > ProtocolLimits.ContentSize)
        {
            return false;
        }

        var geometry = PieceGeometry.Of(content.Size);
        var isTrue = geometry.PieceCount switch
        {
            0 => layer.IsEmpty && content.Root == EmptyFile,
            1 => layer.IsEmpty,
            var pieces => layer.Length == pieces * Sha256Hash.Length && RootOf(layer.ToArray(), geometry) == content.Root,
        };
        verified = isTrue ? new PieceLayer(content, geometry, layer.ToArray()) : null;
        return isTrue;
    }

    /// <summary>Checks a piece that was received.</summary>
    /// <param name="piece">Its number, from 0.</param>
    /// <param name="data">The whole piece.</param>
    /// <returns>False if the length is not the piece's, or the hash another.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such piece.</exception>
    public bool Verify(int piece, ReadOnlySpan<byte> data)
    {
        Span<bool> verified = [false];
        if (data.Length == Geometry.LengthOf(piece))
        {
            Verify(piece, data, verified);
        }

        return verified[0];
    }

    /// <summary>Checks pieces that were received one after the other: together, which is faster than one by one, but each for itself.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="data">The whole pieces.</param>
    /// <param name="verified">One entry a piece: gets whether it has the hash that it must have.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such pieces, or they have another length together.</exception>
    public void Verify(int first, ReadOnlySpan<byte> data, Span<bool> verified)
    {
        var last = first + verified.Length - 1;
        var length = verified.IsEmpty ? 0 : Geometry.OffsetOf(last) + Geometry.LengthOf(last) - Geometry.OffsetOf(first);
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Length, length, nameof(data));
        var row = ArrayPool<byte>.Shared.Rent(MerkleTree.BlocksIn(data.Length) * Sha256Hash.Length);
        MerkleTree.Fold(row, MerkleTree.HashBlocks(data, row), 0, Geometry.PieceHeight);
        for (var i = 0; i < verified.Length; i++)
        {
            verified[i] = row.AsSpan(i * Sha256Hash.Length, Sha256Hash.Length).SequenceEqual(HashOf(first + i));
        }

        ArrayPool<byte>.Shared.Return(row);
    }

    /// <summary>The layer of a file whose pieces were hashed here.</summary>
    /// <param name="geometry">The file's pieces.</param>
    /// <param name="row">32 bytes a piece.</param>
    internal static PieceLayer FromPieces(PieceGeometry geometry, byte[] row)
    {
        var root = geometry.PieceCount == 0 ? EmptyFile : RootOf([.. row], geometry);
        return new PieceLayer(new ContentId(root, geometry.Size), geometry, geometry.PieceCount > 1 ? row : []);
    }

    private ReadOnlySpan<byte> HashOf(int piece) =>
        _bytes.Length == 0 ? Content.Root.ToBytes() : _bytes.AsSpan(piece * Sha256Hash.Length, Sha256Hash.Length);

    private static Sha256Hash RootOf(byte[] row, PieceGeometry geometry) => MerkleTree.RootAbove(row, geometry.PieceHeight);
}
