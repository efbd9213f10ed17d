using System.Buffers;

namespace GvNap.Protocol.Tests.Framing;

/// <summary>Byte sequences in several segments, as they come from a connection.</summary>
internal static class Segments
{
    public static ReadOnlySequence<byte> Of(params IEnumerable<byte[]> parts)
    {
        var first = new Segment([], null);
        var last = parts.Aggregate(first, (previous, part) => new Segment(part, previous));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? previous)
        {
            Memory = bytes;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
