using System.Buffers;
using Google.Protobuf;
using GvNap.Index.Search.Replies;
using GvNap.Protocol.Framing;

namespace GvNap.Index.Tests.Search;

public sealed class EncodedResultsTests
{
    [Theory]
    [InlineData(0, 1ul)]
    [InlineData(1, 127ul)]
    [InlineData(20, 128ul)]
    [InlineData(300, 1ul << 32)]
    [InlineData(3_000, ulong.MaxValue)]
    public void A_page_of_any_length_is_a_frame_for_any_request(int count, ulong request)
    {
        using var page = new EncodedResults();
        for (var number = 0; number < count; number++)
        {
            var entry = new byte[1 + (number % 150)];
            page.BeginResult(EncodedResults.SizeOf(entry.Length) + 1 + EncodedResults.SizeOfNumber((uint)number + 1));
            page.Write((1 << 3) | 2, entry);
            page.Write(2 << 3, (uint)number + 1);
        }

        page.End(count, isCut: count == 20, new byte[count % 200]);
        var frame = new ReadOnlySequence<byte>(page.ToFrame(request));
        Assert.True(Frame.TryRead(ref frame, out var body));
        Assert.Equal(0, frame.Length);
        var envelope = Frame.Parse(body);
        Assert.Equal((request, (uint)count, count == 20, count % 200), (envelope.RequestId, envelope.SearchResults.Total, envelope.SearchResults.Cut, envelope.SearchResults.NextCursor.Length));
        Assert.Equal(Enumerable.Range(0, count).Select(number => (1 + (number % 150), (uint)number + 1)), envelope.SearchResults.Results.Select(result => (result.Entry.Length, result.SourceCount)));
        Assert.Equal(envelope.SearchResults.ToByteArray(), page.Message.ToArray());
    }

    [Fact]
    public void Bytes_of_numbers_are_counted_as_they_are_written()
    {
        foreach (var (number, bytes) in new[] { (0u, 1), (127u, 1), (128u, 2), (16_383u, 2), (16_384u, 3), (1u << 21, 4), (1u << 28, 5), (uint.MaxValue, 5) })
        {
            Assert.Equal(bytes, EncodedResults.SizeOfNumber(number));
        }
    }
}
