using System.Security.Cryptography;

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

    /// <summary>Writes the hashes of the blocks of <paramref name="data"/>, 32 bytes a block, the last of which may be short.</summary>
    /// <returns>Blocks hashed.</returns>
    public static int HashBlocks(ReadOnlySpan<byte> data, Span<byte> leaves)
    {
        var count = 0;
        while (!data.IsEmpty)
        {
            var length = Math.Min(data.Length, PieceGeometry.BlockLength);
            SHA256.HashData(data[..length], leaves.Slice(count * HashLength, HashLength));
            data = data[length..];
            count++;
        }

        return count;
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
            var parents = (count + 1) / 2;
            for (var i = 0; i < parents; i++)
            {
                row.Slice(2 * i * HashLength, HashLength).CopyTo(pair);
                var right = (2 * i) + 1 < count ? row.Slice(((2 * i) + 1) * HashLength, HashLength) : MissingRoots[height];
                right.CopyTo(pair[HashLength..]);
                SHA256.HashData(pair, row.Slice(i * HashLength, HashLength));
            }

            count = parents;
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
            roots[i] = SHA256.HashData([.. roots[i - 1], .. roots[i - 1]]);
        }

        return roots;
    }
}
