using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GvNap.Protocol.Content;

/// <summary>A SHA-256 hash: 32 bytes, compared by value.</summary>
public readonly record struct Sha256Hash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 32;

    private readonly ulong _a, _b, _c, _d;

    /// <summary>Takes 32 bytes.</summary>
    public Sha256Hash(ReadOnlySpan<byte> bytes)
    {
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    /// <summary>Hashes <paramref name="data"/>.</summary>
    public static Sha256Hash Of(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Length];
        SHA256.HashData(data, hash);
        return new Sha256Hash(hash);
    }

    /// <summary>Reads 64 lower-case hex digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Sha256Hash hash)
    {
        hash = default;
        if (text.Length != 2 * Length || text.ContainsAnyExcept("0123456789abcdef"))
        {
            return false;
        }

        hash = new Sha256Hash(Convert.FromHexString(text));
        return true;
    }

    /// <summary>Writes the 32 bytes to <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}
