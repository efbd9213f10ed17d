using System.Diagnostics.Metrics;
using GvNap.Index.Bans;
using GvNap.Index.Search;

namespace GvNap.Index;

/// <summary>What one server holds, as metrics that are asked for when they are exported.</summary>
internal sealed class ServerGauges : IDisposable
{
    private readonly Meter _meter = new(Telemetry.Name);

    public ServerGauges(SearchIndex index, IBans bans)
    {
        _meter.CreateObservableGauge("gvnap.index.peers", () => (long)index.Counts.Peers, "{peer}", "Attached peers, here and on other servers of the same store.");
        _meter.CreateObservableGauge("gvnap.index.files", () => (long)index.Counts.Files, "{file}", "Files that attached peers share.");
        _meter.CreateObservableGauge("gvnap.index.bans", () => (long)bans.Current.All.Count, "{ban}", "Users and ranges of addresses that are shut out.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
