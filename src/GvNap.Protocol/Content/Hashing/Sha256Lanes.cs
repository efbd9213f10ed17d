using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GvNap.Protocol.Content.Hashing;

/// <summary>
/// SHA-256 of up to 16 messages of one length at once, one in each lane of 512-bit vectors (S. Gueron, V. Krasnov,
/// "Simultaneous hashing of multiple messages", 2012): nearly three times what a core with SHA instructions does one by one.
/// </summary>
internal static class Sha256Lanes
{
    /// <summary>Messages at once.</summary>
    public const int Count = 16;

    /// <summary>Bytes that SHA-256 takes in at once; messages must be a multiple of it.</summary>
    public const int StepLength = 64;

    /// <summary>FIPS 180-4, 5.3.3.</summary>
    private static ReadOnlySpan<uint> Initial =>
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    /// <summary>Whether this processor can, and does not become slower by it.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported;

    /// <summary>Hashes messages that lie one after the other.</summary>
    /// <param name="messages">1 to 16, all of <paramref name="length"/> bytes.</param>
    /// <param name="length">A multiple of 64.</param>
    /// <param name="hashes">Gets 32 bytes a message; may be where the messages are.</param>
    public static void Hash(ReadOnlySpan<byte> messages, int length, Span<byte> hashes)
    {
        var (count, rest) = Math.DivRem(messages.Length, length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rest, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(length % StepLength, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);

        Span<Vector512<uint>> state = stackalloc Vector512<uint>[Initial.Length];
        for (var word = 0; word < state.Length; word++)
        {
            state[word] = Vector512.Create(Initial[word]);
        }

        // All messages end alike: a 1 bit, zeros, and the length in bits.
        Span<byte> padding = stackalloc byte[StepLength];
        padding.Clear();
        padding[0] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(padding[^sizeof(long)..], length * 8L);
        LaneCompression.Compress(ref state[0], in MemoryMarshal.GetReference(messages), (nuint)length, (nuint)(count - 1), length / StepLength);
        LaneCompression.Compress(ref state[0], in MemoryMarshal.GetReference(padding), 0, 0, 1);
        Write(MemoryMarshal.Cast<Vector512<uint>, uint>(state), hashes[..(count * Sha256Hash.Length)]);
    }

    private static void Write(ReadOnlySpan<uint> state, Span<byte> hashes)
    {
        for (var lane = 0; !hashes.IsEmpty; lane++)
        {
            for (var word = 0; word < Initial.Length; word++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(hashes[(word * sizeof(uint))..], state[(word * Count) + lane]);
            }

            hashes = hashes[Sha256Hash.Length..];
        }
    }
}
