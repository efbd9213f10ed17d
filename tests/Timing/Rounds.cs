namespace GvNap.Tests.Timing;

/// <summary>Bounds on what depends on the clock, on a machine that does other things as well: these may hold up one round or another.</summary>
internal static class Rounds
{
    private const int Most = 5;

    /// <summary>Compares the median of the times that five rounds took.</summary>
    /// <param name="bound">The upper bound.</param>
    /// <param name="round">Measures in the round of this number, from 0.</param>
    public static async Task AssertMedianAsync(TimeSpan bound, Func<int, Task<TimeSpan>> round)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < Most; i++)
        {
            times.Add(await round(i));
        }

        var median = times.Order().ElementAt(times.Count / 2);
        Assert.True(
            median <= bound,
            $"The median of {string.Join(", ", times.Select(time => $"{time.TotalMilliseconds:F0} ms"))} is above {bound.TotalMilliseconds:F0} ms.");
    }

    /// <summary>Measures, again if need be, until a figure is within its bounds: one that is outside in all rounds is so by itself.</summary>
    /// <param name="least">The lower bound.</param>
    /// <param name="most">The upper bound.</param>
    /// <param name="measure">Measures in the round of this number, from 0.</param>
    public static async Task AssertInRangeAsync<T>(T least, T most, Func<int, Task<T>> measure)
        where T : IComparable<T>
    {
        var measured = new List<T>();
        do
        {
            measured.Add(await measure(measured.Count));
            if (measured[^1].CompareTo(least) >= 0 && measured[^1].CompareTo(most) <= 0)
            {
                return;
            }
        }
        while (measured.Count < Most);
        Assert.Fail($"In no round it was between {least} and {most}: {string.Join(", ", measured)}.");
    }
}
