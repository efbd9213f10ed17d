using System.Security.Cryptography;
using GvNap.Protocol.Content;

namespace GvNap.Protocol.Tests.Content;

public sealed class MerkleTreeTests
{
    private const int Block = PieceGeometry.BlockLength;

    /// <summary>Against BEP 52's definition, written down as it stands there.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(Block)]
    public void Any_number_of_blocks_has_the_root_of_its_definition(int lastLength)
    {
        var data = TestContent.Noise(37 * Block);
        for (var blocks = 1; blocks <= 37; blocks++)
        {
            var content = data.AsSpan(0, ((blocks - 1) * Block) + lastLength).ToArray();
            Assert.Equal(RootOf([.. content.Chunk(Block).Select(SHA256.HashData)]), ContentHasher.Hash(content).Content.Root.ToBytes());
        }
    }

    [Fact]
    public void Row_is_folded_to_any_height()
    {
        var row = TestContent.Noise(75 * Sha256Hash.Length);
        for (var height = 0; height <= 7; height++)
        {
            var folded = row.ToArray();
            var left = MerkleTree.Fold(folded, 75, 0, height);

            byte[][] expected = [.. row.Chunk(Sha256Hash.Length << height).Select(below => Fold([.. below.Chunk(Sha256Hash.Length)], height))];
            Assert.Equal(expected.Length, left);
            Assert.Equal(expected.SelectMany(hash => hash), folded[..(left * Sha256Hash.Length)]);
        }
    }

    private static byte[] RootOf(byte[][] leaves)
    {
        var height = 0;
        while (1 << height < leaves.Length)
        {
            height++;
        }

        return Fold(leaves, height);
    }

    private static byte[] Fold(byte[][] leaves, int height)
    {
        byte[][] row = [.. leaves, .. Enumerable.Repeat(new byte[Sha256Hash.Length], (1 << height) - leaves.Length)];
        while (row.Length > 1)
        {
            row = [.. row.Chunk(2).Select(pair => SHA256.HashData([.. pair[0], .. pair[1]]))];
        }

        return row[0];
    }
}
