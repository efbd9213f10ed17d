using System.Security.Cryptography;
using GvNap.Protocol.Content.Hashing;

namespace GvNap.Protocol.Content;

/// <summary>
/// The SHA-256 tree of BEP 52: leaves are the hashes of blocks, a node is the hash of its two children, and
/// leaves that are missing up to a power of two are 32 zero bytes.
/// </summary>
internal static class MerkleTree
{
    private const int HashLength = Sha256Hash.Length;

    /// <summary>At each height, the root of a subtree whose leaves are all missing.</summary>
    private static readonly byte[][] MissingRoots = ComputeMissingRoots(height: 48);

    /// <summary>Blocks of <paramref name="length"/> bytes, the last of which may be short.</summary>
    public static int BlocksIn(long length) => (int)((length + PieceGeometry.BlockLength - 1) / PieceGeometry.BlockLength);

    /// <summary>Writes the hashes of the blocks of <paramref name="data"/>, 32 bytes a block, the last of which may be short.</summary>
    /// <returns>Blocks hashed.</returns>
    public static int HashBlocks(ReadOnlySpan<byte> data, Span<byte> leaves)
    {
        var (whole, rest) = Math.DivRem(data.Length, PieceGeometry.BlockLength);
        EqualMessages.Hash(data[..^rest], PieceGeometry.BlockLength, leaves);
        if (rest == 0)
        {
            return whole;
        }

        SHA256.HashData(data[^rest..], leaves[(whole * HashLength)..]);
        return whole + 1;
    }

    /// <summary>
    /// Folds the <paramref name="count"/> hashes at the start of <paramref name="row"/>, which lie at height
    /// <paramref name="from"/>, in place up to height <paramref name="to"/>; what is left are the first hashes of that row.
    /// </summary>
    /// <returns>Hashes left: 1 once the tree's top is reached, also when it goes on above by missing subtrees.</returns>
    public static int Fold(Span<byte> row, int count, int from, int to)
    {
        Span<byte> pair = stackalloc byte[2 * HashLength];
        for (var height = from; height < to; height++)
        {
            var (pairs, rest) = Math.DivRem(count, 2);
            if (rest == 1)
            {
                row.Slice((count - 1) * HashLength, HashLength).CopyTo(pair);
                MissingRoots[height].CopyTo(pair[HashLength..]);
            }

            EqualMessages.Hash(row[..(pairs * pair.Length)], pair.Length, row);
            if (rest == 1)
            {
                EqualMessages.Hash(pair, pair.Length, row[(pairs * HashLength)..]);
            }

            count = pairs + rest;
        }

        return count;
    }

    /// <summary>The root above a row of hashes. Overwrites the row.</summary>
    /// <param name="row">At least one hash.</param>
    /// <param name="height">The row's height.</param>
    public static Sha256Hash RootAbove(Span<byte> row, int height)
    {
        var count = row.Length / HashLength;
        var levels = 0;
        while (1 << levels < count)
        {
            levels++;
        }

        Fold(row, count, height, height + levels);
        return new Sha256Hash(row);
    }

    private static byte[][] ComputeMissingRoots(int height)
    {
        var roots = new byte[height + 1][];
        roots[0] = new byte[HashLength];
        for (var i = 1; i <= height; i++)
        {
            roots[i] = new byte[HashLength];
            EqualMessages.Hash([.. roots[i - 1], .. roots[i - 1]], 2 * HashLength, roots[i]);
        }

        return roots;
    }
}
