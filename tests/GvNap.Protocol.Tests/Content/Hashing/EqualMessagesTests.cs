using System.Security.Cryptography;
using GvNap.Protocol.Content;
using GvNap.Protocol.Content.Hashing;

namespace GvNap.Protocol.Tests.Content.Hashing;

public sealed class EqualMessagesTests
{
    private const int Most = (2 * Sha256Lanes.Count) + 3;

    /// <summary>Either as this processor does it fastest, or as any can.</summary>
    [Theory]
    [InlineData(64, true)]
    [InlineData(64, false)]
    [InlineData(PieceGeometry.BlockLength, true)]
    [InlineData(PieceGeometry.BlockLength, false)]
    public void Any_number_of_messages_has_the_hashes_of_each(int length, bool isFastest)
    {
        var messages = TestContent.Noise(Most * length);
        byte[] expected = [.. messages.Chunk(length).SelectMany(SHA256.HashData)];
        for (var count = 0; count <= Most; count++)
        {
            var hashes = new byte[(count + 1) * Sha256Hash.Length];

            Hash(messages.AsSpan(0, count * length), length, hashes, isFastest);

            Assert.Equal([.. expected.AsSpan(0, count * Sha256Hash.Length), .. new byte[Sha256Hash.Length]], hashes);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nodes_may_take_the_place_of_their_children(bool isFastest)
    {
        for (var count = 1; count <= Most; count++)
        {
            var row = TestContent.Noise(count * 64);
            byte[] expected = [.. row.Chunk(64).SelectMany(SHA256.HashData)];

            Hash(row, 64, row, isFastest);

            Assert.Equal(expected, row[..expected.Length]);
        }
    }

    private static void Hash(ReadOnlySpan<byte> messages, int length, Span<byte> hashes, bool isFastest)
    {
        if (isFastest)
        {
            EqualMessages.Hash(messages, length, hashes);
        }
        else
        {
            EqualMessages.HashOneByOne(messages, length, hashes);
        }
    }
}
