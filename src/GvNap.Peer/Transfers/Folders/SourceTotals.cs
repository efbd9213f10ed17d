namespace GvNap.Peer.Transfers.Folders;

/// <summary>What each source did, added up over several downloads. Safe for concurrent use.</summary>
internal sealed class SourceTotals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SourceReport> _reports = new(StringComparer.Ordinal);

    /// <summary>The totals.</summary>
    public IReadOnlyList<SourceReport> Reports
    {
        get
        {
            lock (_lock)
            {
                return [.. _reports.Values];
            }
        }
    }

    /// <summary>Adds what some sources did.</summary>
    public void Add(params IEnumerable<SourceReport> reports)
    {
        lock (_lock)
        {
            foreach (var report in reports)
            {
                var key = report.Source.Peer?.ToString() ?? report.Source.ToString();
                _reports[key] = !_reports.TryGetValue(key, out var known) ? report : report with
                {
                    Bytes = known.Bytes + report.Bytes,
                    RejectedPieces = known.RejectedPieces + report.RejectedPieces,
                    Endpoint = report.Endpoint ?? known.Endpoint,
                    Failure = report.Failure ?? known.Failure,
                };
            }
        }
    }
}
