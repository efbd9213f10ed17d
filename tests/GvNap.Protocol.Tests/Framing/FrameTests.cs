using System.Buffers;
using System.Buffers.Binary;
using FsCheck.Fluent;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Protocol.Tests.Framing;

public sealed class FrameTests
{
    public static TheoryData<string> Kinds => SampleMessages.Names;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Message_is_read_whole(string kind)
    {
        var envelope = SampleMessages.Create(kind);
        var buffer = Segments.Of(Encode(envelope));

        Assert.True(Frame.TryRead(ref buffer, out var body));
        Assert.Equal(envelope, Frame.Parse(body));
        Assert.True(buffer.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Message_is_read_at_every_split(string kind)
    {
        var envelope = SampleMessages.Create(kind);
        var bytes = Encode(envelope);
        for (var split = 0; split < bytes.Length; split++)
        {
            var incomplete = Segments.Of(bytes[..split]);
            Assert.False(Frame.TryRead(ref incomplete, out _));
            Assert.Equal(split, incomplete.Length);

            var complete = Segments.Of(bytes[..split], bytes[split..]);
            Assert.True(Frame.TryRead(ref complete, out var body));
            Assert.Equal(envelope, Frame.Parse(body));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Message_is_read_byte_by_byte(string kind)
    {
        var envelope = SampleMessages.Create(kind);
        var buffer = Segments.Of(Encode(envelope).Select(b => new[] { b }));

        Assert.True(Frame.TryRead(ref buffer, out var body));
        Assert.Equal(envelope, Frame.Parse(body));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Body_cut_at_any_offset_never_reads_as_the_same_message(string kind)
    {
        var envelope = SampleMessages.Create(kind);
        var bytes = Encode(envelope)[Frame.HeaderLength..];
        for (var length = 1; length < bytes.Length; length++)
        {
            try
            {
                Assert.NotEqual(envelope, Frame.Parse(new ReadOnlySequence<byte>(bytes, 0, length)));
            }
            catch (ProtocolException exception)
            {
                Assert.Equal(ErrorCode.Invalid, exception.Code);
            }
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData((uint)Frame.MaxBodyLength + 1)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0x80000000u)]
    [InlineData(0xFFFFFFFFu)]
    public void Length_outside_the_limits_is_refused_before_its_body_comes(uint length)
    {
        var header = new byte[Frame.HeaderLength];
        BinaryPrimitives.WriteUInt32BigEndian(header, length);

        var exception = Assert.Throws<ProtocolException>(() =>
        {
            var buffer = new ReadOnlySequence<byte>(header);
            Frame.TryRead(ref buffer, out _);
        });
        Assert.Equal(ErrorCode.Invalid, exception.Code);
    }

    [Fact]
    public void Largest_frame_is_written_and_read()
    {
        var envelope = new Envelope { Notice = new Notice { Message = "" } };
        envelope.Notice.Message = new string('x', Frame.MaxBodyLength - 16);
        envelope.Notice.Message += new string('x', Frame.MaxBodyLength - envelope.CalculateSize());
        var bytes = Encode(envelope);
        Assert.Equal(Frame.HeaderLength + Frame.MaxBodyLength, bytes.Length);
        Assert.Equal(0, bytes[0]);

        var buffer = Segments.Of(bytes);
        Assert.True(Frame.TryRead(ref buffer, out var body));
        Assert.Equal(envelope, Frame.Parse(body));

        envelope.Notice.Message += "x";
        Assert.Throws<ArgumentException>(() => Encode(envelope));
    }

    [Fact]
    public void Empty_envelope_is_not_written() => Assert.Throws<ArgumentException>(() => Encode(new Envelope()));

    [Fact]
    public void Message_of_a_later_version_reads_as_no_message_with_its_request_id()
    {
        // Field 999, length-delimited, empty; after request_id 7.
        byte[] body = [0x08, 7, 0xBA, 0x3E, 0];
        var envelope = Frame.Parse(new ReadOnlySequence<byte>(body));

        Assert.Equal(Envelope.MessageOneofCase.None, envelope.MessageCase);
        Assert.Equal(7ul, envelope.RequestId);
    }

    [Fact]
    public void Unknown_fields_are_not_kept()
    {
        byte[] body = [0x08, 7, 0xBA, 0x3E, 1, 65];
        Assert.Equal([0x08, 7], Google.Protobuf.MessageExtensions.ToByteArray(Frame.Parse(new ReadOnlySequence<byte>(body))));
    }

    [Fact]
    public void Frames_come_out_as_they_went_in_however_they_are_split() => Property.Holds(
        Gen.Zip(Gen.NonEmptyListOf(Gen.Elements(SampleMessages.Names.Select(row => row.Data))), Gen.NonEmptyListOf(Gen.Choose(1, 64)))
            .ToArbitrary(),
        sample =>
        {
            var (kinds, lengths) = sample;
            var sent = kinds.Select(SampleMessages.Create).ToList();
            var buffer = Segments.Of(Split([.. sent.SelectMany(Encode)], lengths));
            return sent.TrueForAll(envelope => Frame.TryRead(ref buffer, out var body) && envelope.Equals(Frame.Parse(body)))
                && buffer.IsEmpty;
        },
        runs: 300);

    [Fact]
    public void Arbitrary_bytes_are_read_or_refused() =>
        Property.Holds(ArbMap.Default.ArbFor<byte[]>(), bytes => ReadsOrRefuses(bytes) && ReadsOrRefuses(bytes, isBody: true), runs: 5000);

    [Fact]
    public void Valid_traffic_with_changed_bytes_is_read_or_refused() => Property.Holds(
        Gen.Zip(Gen.Elements(SampleMessages.Names.Select(row => row.Data)), Gen.NonEmptyListOf(Gen.Zip(Gen.Choose(0, 4095), Gen.Choose(0, 255))))
            .ToArbitrary(),
        sample =>
        {
            var bytes = Encode(SampleMessages.Create(sample.Item1));
            foreach (var (place, value) in sample.Item2)
            {
                bytes[place % bytes.Length] = (byte)value;
            }

            bytes[0] = bytes[1] = 0;
            return ReadsOrRefuses(bytes) && ReadsOrRefuses(bytes[Frame.HeaderLength..], isBody: true);
        },
        runs: 20_000);

    internal static byte[] Encode(Envelope envelope)
    {
        var writer = new ArrayBufferWriter<byte>();
        Frame.Write(writer, envelope);
        return writer.WrittenSpan.ToArray();
    }

    private static bool ReadsOrRefuses(byte[] bytes, bool isBody = false)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        try
        {
            if (isBody)
            {
                Frame.Parse(buffer);
            }

            while (!isBody && Frame.TryRead(ref buffer, out var body))
            {
                Frame.Parse(body);
            }
        }
        catch (ProtocolException)
        {
            // Refused.
        }

        return true;
    }

    private static IEnumerable<byte[]> Split(byte[] bytes, IList<int> lengths)
    {
        for (var (i, offset) = (0, 0); offset < bytes.Length; i++)
        {
            var length = Math.Min(lengths[i % lengths.Count], bytes.Length - offset);
            yield return bytes[offset..(offset + length)];
            offset += length;
        }
    }
}
