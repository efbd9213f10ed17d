using System.Globalization;

namespace GvNap.Lab.Load;

/// <summary>A report for a person.</summary>
internal static class LoadText
{
    /// <summary>Its lines.</summary>
    public static IEnumerable<string> Of(LoadReport report)
    {
        if (report.LiftedLimits.Count > 0)
        {
            yield return $"The server's limits were lifted: {string.Join(", ", report.LiftedLimits)}.";
        }

        yield return Line("registered", $"{report.Peers:N0} peers, {report.Files:N0} files in {report.RegistrationSeconds:F1} s: {report.FilesPerSecond:N0} files/s");
        if (report.Shares is { } shares)
        {
            yield return Line("batches", Text(shares));
        }

        if (report.Searches is { } searches)
        {
            yield return Line("searches", $"{searches.Answered:N0}: {searches.PerSecond:N0}/s; {searches.Checked:N0} checked, {searches.Refused:N0} refused, {searches.Lost:N0} lost");
            yield return Line("latency", Text(searches.Latency));
        }

        if (report.ChurnShares is { } churn)
        {
            yield return Line("churn", $"{report.ChurnPerSecond:N0} files/s, {report.Departures:N0} departures; batches {Text(churn)}");
        }

        if (report is { ServerBefore: { } before, ServerRegistered: { } registered, ServerAfter: { } after })
        {
            yield return Line("server", $"{before.ResidentBytes / 1e6:N0} MB at first, {registered.ResidentBytes / 1e6:N0} MB when all had registered, {after.ResidentBytes / 1e6:N0} MB at the end; {100 * (after.ProcessorSeconds - registered.ProcessorSeconds) / report.Seconds:N0} % of a core between");
        }

        if (report.AgreedAfterSeconds is { } agreed)
        {
            yield return Line("compared", $"all servers list what is shared {agreed:F1} s after the end");
        }

        if (report.SilentSeconds.Count > 0)
        {
            yield return Line("silent", $"{report.SilentSeconds.Count} peers, out of all results after {report.SilentSeconds.Min():F1} to {report.SilentSeconds.Max():F1} s");
        }

        yield return Line("wrong", report.Wrong.ToString("N0", CultureInfo.InvariantCulture));
        foreach (var fault in report.FirstWrong)
        {
            yield return Line("", fault);
        }
    }

    private static string Text(LatencyReport times) =>
        string.Create(CultureInfo.InvariantCulture, $"p50 {times.P50:F2}, p90 {times.P90:F2}, p99 {times.P99:F2}, p99.9 {times.P999:F2}, max {times.Max:F2} ms");

    private static string Line(string what, string text) => $"{what,-10}  {text}";
}
