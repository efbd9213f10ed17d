using System.Diagnostics;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>Checks a bound on a time: the median of several rounds has to keep it, so that one hiccup of the machine does not decide.</summary>
internal static class Rounds
{
    /// <summary>Measures <paramref name="round"/> for 0 to 4 and compares the median.</summary>
    public static async Task AssertMedianAsync(TimeSpan bound, Func<int, Task<TimeSpan>> round)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < 5; i++)
        {
            times.Add(await round(i));
        }

        var median = times.Order().ElementAt(times.Count / 2);
        Assert.True(
            median <= bound,
            $"The median of {string.Join(", ", times.Select(time => $"{time.TotalMilliseconds:F0} ms"))} is above {bound.TotalMilliseconds:F0} ms.");
    }

    /// <summary>Fails if <paramref name="work"/> takes longer than the bound.</summary>
    public static async Task AssertTakesAsync(TimeSpan bound, Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        Assert.True(watch.Elapsed <= bound, $"It took {watch.Elapsed.TotalMilliseconds:F0} ms, and {bound.TotalMilliseconds:F0} ms is the bound.");
    }
}
