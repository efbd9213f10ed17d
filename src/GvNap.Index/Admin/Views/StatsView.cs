using System.Globalization;

namespace GvNap.Index.Admin.Views;

/// <summary>How a server is, and the same figures that OpenTelemetry gets, under the same names.</summary>
internal static class StatsView
{
    /// <summary>Writes them: lines of text, or one object.</summary>
    public static string Write(IndexServerStatus status, IReadOnlyList<MetricTotal> metrics, TimeSpan uptime, bool json) => json
        ? AdminJson.Write(new
        {
            status.Store,
            status.Available,
            status.Connections,
            status.Peers,
            status.Files,
            status.Bans,
            UptimeSeconds = Math.Round(uptime.TotalSeconds, 3),
            Metrics = metrics.Select(Describe),
        })
        : string.Join('\n', (IEnumerable<string>)
        [
            $"{Wording.Count(status.Peers, "peer")}, {Wording.Count(status.Files, "file")}, {Wording.Count(status.Connections, "connection")}",
            $"The directory is in {status.Store}{(status.Available ? "." : ", which is away.")}",
            $"This server has run for {Wording.Span(uptime)}, and has measured since:",
            Columns.Write([["METRIC", "VALUE", ""], .. metrics.GroupBy(metric => metric.Name).Select(Row)], 1),
        ]);

    private static string[] Row(IGrouping<string, MetricTotal> totals)
    {
        var first = totals.First();
        if (first.IsDistribution)
        {
            return [first.Name, Number(first.Count), first.Count == 0 ? "" : $"{Wording.Short(first.Value / first.Count)} on average, 99 % {AtMost(first.Quantile(0.99))}"];
        }

        var parts = totals.Where(total => total.Label.Length > 0).Select(total => $"{total.Label} {Number(total.Value)}");
        return [first.Name, Number(totals.Sum(total => total.Value)), string.Join(", ", parts)];
    }

    private static string AtMost(double seconds) => double.IsInfinity(seconds) ? "more" : $"at most {Wording.Short(seconds)}";

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static object Describe(MetricTotal total) => new
    {
        total.Name,
        total.Unit,
        Tags = total.Tags.Count == 0 ? null : total.Tags.ToDictionary(tag => tag.Key, tag => tag.Value),
        total.Value,
        Count = total.IsDistribution ? total.Count : (long?)null,
        P50 = Bound(total, 0.5),
        P99 = Bound(total, 0.99),
    };

    private static double? Bound(MetricTotal total, double share) =>
        total.IsDistribution && total.Quantile(share) is var bound && double.IsFinite(bound) ? bound : null;
}
