using System.Numerics;

namespace GvNap.Lab.Load;

/// <summary>
/// Counts times in classes that grow with the time, so that each is known to one part in 128, whether it took a
/// microsecond or a minute. One thread adds.
/// </summary>
internal sealed class Latencies
{
    private const int ClassBits = 7;
    private const int Classes = 1 << ClassBits;

    private readonly long[] _counts = new long[(64 - ClassBits + 1) * Classes];

    /// <summary>Times that were added.</summary>
    public long Count { get; private set; }

    /// <summary>The longest; zero if there is none.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Adds a time; a negative one counts as zero.</summary>
    public void Add(TimeSpan time)
    {
        time = time > TimeSpan.Zero ? time : TimeSpan.Zero;
        _counts[ClassOf((ulong)time.Ticks)]++;
        Count++;
        Longest = time > Longest ? time : Longest;
    }

    /// <summary>Adds all that another has.</summary>
    public void Add(Latencies other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
        Longest = other.Longest > Longest ? other.Longest : Longest;
    }

    /// <summary>The time that a share of all did not exceed; zero if there is none.</summary>
    /// <param name="share">0 to 1.</param>
    public TimeSpan Quantile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        var seen = 0L;
        for (var i = 0; i < _counts.Length && Count > 0; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return TimeSpan.FromTicks(Math.Min(UpperEnd(i), Longest.Ticks));
            }
        }

        return Longest;
    }

    // Below 2 × Classes a class is one tick wide; above, each doubling has as many classes as the one before.
    private static int ClassOf(ulong ticks)
    {
        var shift = Math.Max(0, BitOperations.Log2(ticks | 1) - ClassBits);
        return (shift << ClassBits) + (int)(ticks >> shift);
    }

    private static long UpperEnd(int number)
    {
        var shift = Math.Max(0, (number >> ClassBits) - 1);
        return ((long)(number - (shift << ClassBits) + 1) << shift) - 1;
    }
}
