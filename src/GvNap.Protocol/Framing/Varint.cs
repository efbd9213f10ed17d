namespace GvNap.Protocol.Framing;

/// <summary>
/// Numbers as Protocol Buffers write them: seven bits a byte, the lowest first; all bytes but the last have their top bit
/// set. For messages that are too many to be made of objects.
/// </summary>
public static class Varint
{
    /// <summary>Bytes of the largest number.</summary>
    public const int MostBytes = 10;

    /// <summary>Writes a number in as few bytes as it takes.</summary>
    /// <returns>How many.</returns>
    public static int Write(Span<byte> target, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[length++] = (byte)(value | 0x80);
        }

        target[length] = (byte)value;
        return length + 1;
    }

    /// <summary>Takes a number from the beginning of some bytes.</summary>
    /// <param name="bytes">Begin behind the number afterwards, if there is one.</param>
    /// <param name="value">The number; 0 if there is none.</param>
    /// <returns>False if the bytes end within a number, or it is longer than any.</returns>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var index = 0; index < Math.Min(MostBytes, bytes.Length); index++)
        {
            value |= (ulong)(bytes[index] & 0x7F) << (7 * index);
            if (bytes[index] < 0x80)
            {
                bytes = bytes[(index + 1)..];
                return true;
            }
        }

        value = 0;
        return false;
    }
}
