namespace GvNap.Lab.Load;

/// <summary>The usual quantiles, milliseconds.</summary>
internal sealed record LatencyReport(double P50, double P90, double P99, double P999, double Max)
{
    /// <summary>Of some times; null if there are none.</summary>
    public static LatencyReport? Of(Latencies times) => times.Count == 0
        ? null
        : new(Milliseconds(times, 0.5), Milliseconds(times, 0.9), Milliseconds(times, 0.99), Milliseconds(times, 0.999), times.Longest.TotalMilliseconds);

    private static double Milliseconds(Latencies times, double share) => times.Quantile(share).TotalMilliseconds;
}
