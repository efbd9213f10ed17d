using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;
using GvNap.Protocol.Messages;

namespace GvNap.Protocol.Framing;

/// <summary>The frame format of both protocols: a 4-byte big-endian length, then that many bytes of one <see cref="Envelope"/>.</summary>
public static class Frame
{
    /// <summary>Bytes of the length field.</summary>
    public const int HeaderLength = 4;

    /// <summary>The largest body, in bytes. Its first byte on the wire is therefore always 0, which tells the protocol from HTTP and TLS.</summary>
    public const int MaxBodyLength = 1 << 20;

    /// <summary>Unknown fields are dropped: kept, they would cost a hundred times the memory that they take on the wire.</summary>
    private static readonly MessageParser<Envelope> Parser = Envelope.Parser.WithDiscardUnknownFields(true);

    /// <summary>Takes one frame off the front of <paramref name="buffer"/>, if it is all there.</summary>
    /// <param name="buffer">What was received; on success it starts after the frame.</param>
    /// <param name="body">The frame's body.</param>
    /// <param name="maxBodyLength">The largest body to take, bytes.</param>
    /// <returns>False if more bytes are needed.</returns>
    /// <exception cref="ProtocolException">The length is 0 or above <paramref name="maxBodyLength"/>; thrown as soon as the length is there.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> body, int maxBodyLength = MaxBodyLength)
    {
        body = default;
        if (buffer.Length < HeaderLength)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderLength];
        buffer.Slice(0, HeaderLength).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length == 0 || length > maxBodyLength)
        {
            throw new ProtocolException(ErrorCode.Invalid, $"A frame of {length} bytes is outside 1 to {maxBodyLength}.");
        }

        if (buffer.Length < HeaderLength + length)
        {
            return false;
        }

        body = buffer.Slice(HeaderLength, length);
        buffer = buffer.Slice(HeaderLength + length);
        return true;
    }

    /// <summary>Whether one frame is all there.</summary>
    internal static bool IsWhole(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < HeaderLength)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderLength];
        buffer.Slice(0, HeaderLength).CopyTo(header);
        return buffer.Length - HeaderLength >= BinaryPrimitives.ReadUInt32BigEndian(header);
    }

    /// <summary>Reads the envelope in a frame's body.</summary>
    /// <exception cref="ProtocolException">The body is not an envelope.</exception>
    public static Envelope Parse(in ReadOnlySequence<byte> body)
    {
        try
        {
            return Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new ProtocolException(ErrorCode.Invalid, "A frame does not hold a message.");
        }
    }

    /// <summary>Writes one frame.</summary>
    /// <exception cref="ArgumentException">The envelope encodes to nothing, or to more than <see cref="MaxBodyLength"/> bytes; nothing was written.</exception>
    public static void Write(IBufferWriter<byte> writer, Envelope envelope)
    {
        var length = CheckLength(envelope);
        BinaryPrimitives.WriteUInt32BigEndian(writer.GetSpan(HeaderLength), (uint)length);
        writer.Advance(HeaderLength);
        envelope.WriteTo(writer);
    }

    /// <summary>The bytes of an envelope's body.</summary>
    /// <exception cref="ArgumentException">It encodes to nothing, or to more than <see cref="MaxBodyLength"/> bytes.</exception>
    internal static int CheckLength(Envelope envelope)
    {
        var length = envelope.CalculateSize();
        return length is > 0 and <= MaxBodyLength
            ? length
            : throw new ArgumentException($"An envelope of {length} bytes does not fit a frame.", nameof(envelope));
    }
}
