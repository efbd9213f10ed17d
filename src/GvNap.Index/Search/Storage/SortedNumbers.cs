using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GvNap.Index.Search.Storage;

/// <summary>Looks for numbers among ascending ones.</summary>
internal static class SortedNumbers
{
    private const int Width = 8;

    /// <summary>
    /// The highest place, not above <paramref name="place"/>, whose number is not above <paramref name="highest"/>: goes down in steps that double, halves the
    /// last step, and compares the last eight numbers at once (galloping search: J. L. Bentley and A. C. Yao, "An almost optimal algorithm for unbounded searching", 1976).
    /// </summary>
    /// <param name="numbers">Ascending from 1 to <paramref name="place"/>; the number at 0 has no meaning.</param>
    /// <param name="place">Where to begin.</param>
    /// <param name="highest">Not below the number at 1.</param>
    public static int LastNotAbove(ReadOnlySpan<int> numbers, int place, int highest)
    {
        var (low, above, step) = (place, place + 1, Width);
        while (numbers[low] > highest)
        {
            above = low;
            low = Math.Max(1, low - step);
            step *= 2;
        }

        while (above - low > Width)
        {
            var middle = (low + above) >>> 1;
            (low, above) = numbers[middle] > highest ? (low, middle) : (middle, above);
        }

        return above - low == 1 ? low : low + CountNotAbove(numbers, low, above, highest) - 1;
    }

    // How many of up to eight numbers are not above.
    private static int CountNotAbove(ReadOnlySpan<int> numbers, int low, int above, int highest)
    {
        if (numbers.Length < Width)
        {
            var end = low;
            while (end < above && numbers[end] <= highest)
            {
                end++;
            }

            return end - low;
        }

        var first = Math.Min(low, numbers.Length - Width);
        var eight = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(numbers[first..]));
        var notAbove = Vector256.LessThanOrEqual(eight, Vector256.Create(highest)).ExtractMostSignificantBits() >> (low - first);
        return BitOperations.PopCount(notAbove & ((1u << (above - low)) - 1));
    }
}
