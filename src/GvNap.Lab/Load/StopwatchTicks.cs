using System.Diagnostics;

namespace GvNap.Lab.Load;

/// <summary>Durations as <see cref="Stopwatch"/>'s timestamps count.</summary>
internal static class StopwatchTicks
{
    /// <summary>What is between two timestamps that lie so far apart.</summary>
    public static long Of(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
