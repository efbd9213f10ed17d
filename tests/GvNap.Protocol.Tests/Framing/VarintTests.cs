using Google.Protobuf;
using GvNap.Protocol.Framing;

namespace GvNap.Protocol.Tests.Framing;

public sealed class VarintTests
{
    public static TheoryData<ulong> Numbers => [.. Enumerable.Range(0, 10).Select(count => 1ul << (7 * count)).SelectMany(number => new[] { number - 1, number }), ulong.MaxValue];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_is_written_as_Protocol_Buffers_does_and_read_again(ulong number)
    {
        var expected = new MemoryStream();
        using (var coded = new CodedOutputStream(expected, leaveOpen: true))
        {
            coded.WriteUInt64(number);
        }

        Span<byte> written = stackalloc byte[Varint.MostBytes];
        written = written[..Varint.Write(written, number)];
        ReadOnlySpan<byte> read = [.. written, 7];

        Assert.Equal(expected.ToArray(), written.ToArray());
        Assert.True(Varint.TryTake(ref read, out var again));
        Assert.Equal(number, again);
        Assert.Equal([7], read.ToArray());
        for (var length = 0; length < written.Length; length++)
        {
            ReadOnlySpan<byte> part = written[..length];
            Assert.False(Varint.TryTake(ref part, out again));
            Assert.Equal((0ul, length), (again, part.Length));
        }
    }

    [Fact]
    public void A_number_that_is_longer_than_any_is_none()
    {
        ReadOnlySpan<byte> endless = [.. Enumerable.Repeat((byte)0x80, Varint.MostBytes), 0];

        Assert.False(Varint.TryTake(ref endless, out _));
    }
}
