using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GvNap.Protocol.Content.Hashing;

/// <summary>
/// The 16 words of a step of 64 bytes of 16 messages: vector n has word n of all of them, that of message m in lane m.
/// </summary>
internal static class LaneWords
{
    /// <summary>Reads them: a transposition of 16 × 16 words.</summary>
    /// <param name="words">The first of 16 vectors.</param>
    /// <param name="first">The 64 bytes of the first message.</param>
    /// <param name="stride">Bytes from one message to the next.</param>
    /// <param name="last">The number of the last message; it also fills the lanes beyond.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(ref Vector512<uint> words, ref readonly byte first, nuint stride, nuint last)
    {
        // Within 128 bits, the bytes of a 32-bit word the other way round: SHA-256 is big-endian.
        var bigEndian = Vector512.Create(Vector256.Create(Vector128.Create(0x0405060700010203, 0x0C0D0E0F08090A0B))).AsByte();

        // Each four messages: their words 4q to 4q + 3 go to quarter q of four vectors, a word a vector.
        for (nuint message = 0; message < Sha256Lanes.Count; message += 4)
        {
            var m0 = ReadRow(in first, stride * nuint.Min(message, last), bigEndian);
            var m1 = ReadRow(in first, stride * nuint.Min(message + 1, last), bigEndian);
            var m2 = ReadRow(in first, stride * nuint.Min(message + 2, last), bigEndian);
            var m3 = ReadRow(in first, stride * nuint.Min(message + 3, last), bigEndian);
            var low01 = Avx512F.UnpackLow(m0, m1).AsUInt64();
            var high01 = Avx512F.UnpackHigh(m0, m1).AsUInt64();
            var low23 = Avx512F.UnpackLow(m2, m3).AsUInt64();
            var high23 = Avx512F.UnpackHigh(m2, m3).AsUInt64();
            Unsafe.Add(ref words, message) = Avx512F.UnpackLow(low01, low23).AsUInt32();
            Unsafe.Add(ref words, message + 1) = Avx512F.UnpackHigh(low01, low23).AsUInt32();
            Unsafe.Add(ref words, message + 2) = Avx512F.UnpackLow(high01, high23).AsUInt32();
            Unsafe.Add(ref words, message + 3) = Avx512F.UnpackHigh(high01, high23).AsUInt32();
        }

        // Then the quarters of each fourth vector change places: a transposition of 4 × 4.
        for (nuint word = 0; word < 4; word++)
        {
            var (g0, g1) = (Unsafe.Add(ref words, word), Unsafe.Add(ref words, word + 4));
            var (g2, g3) = (Unsafe.Add(ref words, word + 8), Unsafe.Add(ref words, word + 12));
            var (low01, high01) = (Avx512F.Shuffle4x128(g0, g1, 0b01_00_01_00), Avx512F.Shuffle4x128(g0, g1, 0b11_10_11_10));
            var (low23, high23) = (Avx512F.Shuffle4x128(g2, g3, 0b01_00_01_00), Avx512F.Shuffle4x128(g2, g3, 0b11_10_11_10));
            Unsafe.Add(ref words, word) = Avx512F.Shuffle4x128(low01, low23, 0b10_00_10_00);
            Unsafe.Add(ref words, word + 4) = Avx512F.Shuffle4x128(low01, low23, 0b11_01_11_01);
            Unsafe.Add(ref words, word + 8) = Avx512F.Shuffle4x128(high01, high23, 0b10_00_10_00);
            Unsafe.Add(ref words, word + 12) = Avx512F.Shuffle4x128(high01, high23, 0b11_01_11_01);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> ReadRow(ref readonly byte first, nuint offset, Vector512<byte> bigEndian) =>
        Avx512BW.Shuffle(Vector512.LoadUnsafe(in first, offset), bigEndian).AsUInt32();
}
