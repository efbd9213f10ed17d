using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace GvNap.Protocol.Peers;

/// <summary>What an index server calls a peer: 16 random bytes, written as 32 lower-case hex digits.</summary>
/// <param name="Value">The bytes as one big-endian number.</param>
public readonly record struct PeerId(UInt128 Value)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Length = 16;

    /// <summary>Draws a new one.</summary>
    public static PeerId Create() => FromBytes(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads 16 bytes.</summary>
    public static PeerId FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Reads 32 hex digits.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static PeerId Parse(string text) =>
        text.Length == 2 * Length ? new(UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)) : throw new FormatException("A peer id has 32 hex digits.");

    /// <summary>The 16 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
