using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Words = System.Runtime.Intrinsics.Vector512<uint>;

namespace GvNap.Protocol.Content.Hashing;

/// <summary>The compression function of SHA-256 (FIPS 180-4, 6.2.2), of 16 messages at once.</summary>
internal static class LaneCompression
{
    /// <summary>The truth tables of three inputs: a ^ b ^ c, "choose" and "majority" (FIPS 180-4, 4.1.2).</summary>
    private const byte Xor = 0x96, Choose = 0xCA, Majority = 0xE8;

    /// <summary>FIPS 180-4, 4.2.2.</summary>
    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Takes in some steps of 64 bytes.</summary>
    /// <param name="state">The first of the eight vectors of the state.</param>
    /// <param name="first">The first message's bytes; the others' are as <see cref="LaneWords.Read"/> has them.</param>
    /// <param name="stride">Bytes from one message to the next.</param>
    /// <param name="last">The number of the last message.</param>
    /// <param name="steps">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(ref Words state, ref readonly byte first, nuint stride, nuint last, int steps)
    {
        Unsafe.SkipInit(out Schedule schedule);
        ref var message = ref Unsafe.AsRef(in first);
        for (var step = 0; step < steps; step++)
        {
            LaneWords.Read(ref schedule[0], in message, stride, last);
            message = ref Unsafe.Add(ref message, Sha256Lanes.StepLength);
            var (a, b, c, d) = (state, Unsafe.Add(ref state, 1), Unsafe.Add(ref state, 2), Unsafe.Add(ref state, 3));
            var (e, f, g, h) = (Unsafe.Add(ref state, 4), Unsafe.Add(ref state, 5), Unsafe.Add(ref state, 6), Unsafe.Add(ref state, 7));
            var (even, odd) = (schedule[14], schedule[15]);
            ref var word = ref schedule[0];
            ref var constant = ref MemoryMarshal.GetReference(Constants);

            // Eight rounds a turn, after which the names of the state stand as before. The words of the next but one turn come on the way.
            for (var turn = 0; turn < 8; turn++)
            {
                Round(a, b, c, ref d, e, f, g, ref h, ref word, constant, ref even);
                Round(h, a, b, ref c, d, e, f, ref g, ref Unsafe.Add(ref word, 1), Unsafe.Add(ref constant, 1), ref odd);
                Round(g, h, a, ref b, c, d, e, ref f, ref Unsafe.Add(ref word, 2), Unsafe.Add(ref constant, 2), ref even);
                Round(f, g, h, ref a, b, c, d, ref e, ref Unsafe.Add(ref word, 3), Unsafe.Add(ref constant, 3), ref odd);
                Round(e, f, g, ref h, a, b, c, ref d, ref Unsafe.Add(ref word, 4), Unsafe.Add(ref constant, 4), ref even);
                Round(d, e, f, ref g, h, a, b, ref c, ref Unsafe.Add(ref word, 5), Unsafe.Add(ref constant, 5), ref odd);
                Round(c, d, e, ref f, g, h, a, ref b, ref Unsafe.Add(ref word, 6), Unsafe.Add(ref constant, 6), ref even);
                Round(b, c, d, ref e, f, g, h, ref a, ref Unsafe.Add(ref word, 7), Unsafe.Add(ref constant, 7), ref odd);
                word = ref Unsafe.Add(ref word, 8);
                constant = ref Unsafe.Add(ref constant, 8);
            }

            state += a;
            Unsafe.Add(ref state, 1) += b;
            Unsafe.Add(ref state, 2) += c;
            Unsafe.Add(ref state, 3) += d;
            Unsafe.Add(ref state, 4) += e;
            Unsafe.Add(ref state, 5) += f;
            Unsafe.Add(ref state, 6) += g;
            Unsafe.Add(ref state, 7) += h;
        }
    }

    /// <summary>One round; and the word of 16 rounds later, from this round's, the two that follow 1 and 9 later, and the one 14 later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(Words a, Words b, Words c, ref Words d, Words e, Words f, Words g, ref Words h, ref Words word, uint constant, ref Words later)
    {
        var t = h + (word + Vector512.Create(constant)) + Avx512F.TernaryLogic(e, f, g, Choose) + Rotated(e, 6, 11, 25);
        d += t;
        h = t + (Rotated(a, 2, 13, 22) + Avx512F.TernaryLogic(a, b, c, Majority));
        later = Shifted(later, 17, 19, 10) + (Unsafe.Add(ref word, 9) + Shifted(Unsafe.Add(ref word, 1), 7, 18, 3) + word);
        Unsafe.Add(ref word, 16) = later;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words Rotated(Words x, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte third) =>
        Avx512F.TernaryLogic(Avx512F.RotateRight(x, first), Avx512F.RotateRight(x, second), Avx512F.RotateRight(x, third), Xor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words Shifted(Words x, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte shift) =>
        Avx512F.TernaryLogic(Avx512F.RotateRight(x, first), Avx512F.RotateRight(x, second), Avx512F.ShiftRightLogical(x, shift), Xor);

    /// <summary>The words of 64 rounds, and 16 that are computed and not needed: cheaper than to ask each time.</summary>
    [InlineArray(80)]
    private struct Schedule
    {
        private Words _first;
    }
}
