using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GvNap.Index.Search.Storage;

/// <summary>
/// Finds postings of the same entries in two lists, 16 of each at once, all with all: neither list is searched, and no branch depends on what is found
/// (B. Schlegel, T. Willhalm, W. Lehner, "Fast Sorted-Set Intersection using SIMD Instructions", 2011).
/// </summary>
internal static class CommonNumbers
{
    private const int Width = 16;
    private const int RowLength = 4;

    // Postings of a list among which as many as are compared at once are faster searched.
    private const int Uneven = 16 * Width;

    private static readonly Vector512<int> NextRow = Vector512.Create(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3);
    private static readonly Vector512<int> NextOfRow = Vector512.Create(1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);

    /// <summary>Whether there are enough of both, and the postings lie so close together that they are faster compared with all of the list than searched.</summary>
    /// <param name="numbers">The list, ascending from 1 to <paramref name="place"/>; the number at 0 has no meaning.</param>
    /// <param name="place">The last of the list that is looked at.</param>
    /// <param name="postings">What is looked for, descending.</param>
    /// <param name="index">The first that is looked for.</param>
    public static bool IsWorth(ReadOnlySpan<int> numbers, int place, ReadOnlySpan<int> postings, int index) =>
        Vector512.IsHardwareAccelerated
        && place >= Width
        && index + Width <= postings.Length
        && numbers[Math.Max(1, place - Uneven)] <= postings[index + Width - 1];

    /// <summary>Goes down in both while that is so.</summary>
    /// <param name="numbers">The list.</param>
    /// <param name="place">The last of the list that is looked at.</param>
    /// <param name="postings">What is looked for.</param>
    /// <param name="index">The first that is looked for.</param>
    /// <param name="found">Of each posting, in the same places, is written if its entry is in the list: 1, or 3 if it is marked there.</param>
    /// <returns>Where to go on. Those that come next may have been found already.</returns>
    public static (int Index, int Place) Find(ReadOnlySpan<int> numbers, int place, ReadOnlySpan<int> postings, int index, Span<byte> found)
    {
        do
        {
            var others = numbers.Slice(place - Width + 1, Width);
            var wanted = postings.Slice(index, Width);
            Compare(wanted, others, found[index..]);
            var (lowest, least) = (others[0] >> 1, wanted[^1] >> 1);
            index += least >= lowest ? Width : 0;
            place -= lowest >= least ? Width : 0;
        }
        while (IsWorth(numbers, place, postings, index));

        return (index, place);
    }

    private static void Compare(ReadOnlySpan<int> wanted, ReadOnlySpan<int> others, Span<byte> found)
    {
        var entries = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(wanted)) >>> 1;
        var all = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(others)) >>> 1;
        var same = Vector512<int>.Zero;
        var turned = all;
        for (var step = 0; step < RowLength; step++)
        {
            var second = Vector512.Shuffle(turned, NextRow);
            var third = Vector512.Shuffle(second, NextRow);
            same |= Vector512.Equals(entries, turned) | Vector512.Equals(entries, second);
            same |= Vector512.Equals(entries, third) | Vector512.Equals(entries, Vector512.Shuffle(third, NextRow));
            turned = Vector512.Shuffle(turned, NextOfRow);
        }

        for (var lanes = same.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var other = Vector512.Equals(all, Vector512.Create(wanted[lane] >>> 1)).ExtractMostSignificantBits();
            found[lane] = (byte)(1 | ((others[BitOperations.TrailingZeroCount(other)] & 1) << 1));
        }
    }
}
