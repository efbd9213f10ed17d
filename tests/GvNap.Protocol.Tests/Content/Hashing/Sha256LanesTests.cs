using System.Security.Cryptography;
using GvNap.Protocol.Content;
using GvNap.Protocol.Content.Hashing;

namespace GvNap.Protocol.Tests.Content.Hashing;

public sealed class Sha256LanesTests
{
    public static TheoryData<int> Counts => [.. Enumerable.Range(1, Sha256Lanes.Count)];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Each_message_has_its_own_hash_whatever_their_number_and_length(int count)
    {
        RequireLanes();
        foreach (var length in new[] { 64, 128, 192, 1024, PieceGeometry.BlockLength })
        {
            var messages = TestContent.Noise(count * length);
            var hashes = new byte[count * Sha256Hash.Length];

            Sha256Lanes.Hash(messages, length, hashes);

            Assert.Equal(OneByOne(messages, length), hashes);
        }
    }

    [Fact]
    public void Known_messages_have_their_known_hashes()
    {
        RequireLanes();
        byte[] messages = [.. new byte[64], .. Enumerable.Repeat((byte)'a', 64)];
        var hashes = new byte[2 * Sha256Hash.Length];

        Sha256Lanes.Hash(messages, 64, hashes);

        Assert.Equal("f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b", new Sha256Hash(hashes).ToString());
        Assert.Equal("ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb", new Sha256Hash(hashes.AsSpan(32)).ToString());
    }

    [Fact]
    public void Any_bit_of_a_message_changes_its_hash_and_no_other()
    {
        RequireLanes();
        var messages = TestContent.Noise(Sha256Lanes.Count * 128);
        var (before, after) = (new byte[Sha256Lanes.Count * Sha256Hash.Length], new byte[Sha256Lanes.Count * Sha256Hash.Length]);
        Sha256Lanes.Hash(messages, 128, before);
        for (var bit = 0; bit < 8 * messages.Length; bit++)
        {
            messages[bit / 8] ^= (byte)(1 << (bit % 8));
            Sha256Lanes.Hash(messages, 128, after);
            messages[bit / 8] ^= (byte)(1 << (bit % 8));

            var changed = Enumerable.Range(0, Sha256Lanes.Count).Where(message => !HashAt(before, message).SequenceEqual(HashAt(after, message)));
            Assert.Equal([bit / 8 / 128], changed);
        }
    }

    [Fact]
    public void Hashes_may_take_the_place_of_the_messages()
    {
        RequireLanes();
        var row = TestContent.Noise(Sha256Lanes.Count * 64);
        var expected = OneByOne(row, 64);

        Sha256Lanes.Hash(row, 64, row);

        Assert.Equal(expected, row[..expected.Length]);
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(17 * 64, 64)]
    [InlineData(65, 65)]
    [InlineData(100, 64)]
    public void Other_messages_are_refused(int bytes, int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha256Lanes.Hash(new byte[bytes], length, new byte[1024]));

    private static byte[] OneByOne(byte[] messages, int length) => [.. messages.Chunk(length).SelectMany(SHA256.HashData)];

    private static ReadOnlySpan<byte> HashAt(byte[] hashes, int message) => hashes.AsSpan(message * Sha256Hash.Length, Sha256Hash.Length);

    private static void RequireLanes()
    {
        if (!Sha256Lanes.IsSupported)
        {
            Assert.Skip("This processor has no AVX-512.");
        }
    }
}
