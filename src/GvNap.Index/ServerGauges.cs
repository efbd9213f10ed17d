using System.Diagnostics.Metrics;
using GvNap.Index.Bans;
using GvNap.Index.News;
using GvNap.Index.Search;

namespace GvNap.Index;

/// <summary>What one server holds, as metrics that are asked for when they are exported.</summary>
internal sealed class ServerGauges : IDisposable
{
    private readonly Meter _meter = new(Telemetry.Name);

    public ServerGauges(SearchIndex index, IBans bans, NewsDesk news, int room)
    {
        _meter.CreateObservableGauge("gvnap.index.connections.limit", () => (long)room, "{connection}", "Connections that this server takes at once.");
        _meter.CreateObservableGauge("gvnap.index.peers", () => (long)index.Counts.Peers, "{peer}", "Attached peers, here and on other servers of the same store.");
        _meter.CreateObservableGauge("gvnap.index.files", () => (long)index.Counts.Files, "{file}", "Files that attached peers share.");
        _meter.CreateObservableGauge("gvnap.index.bans", () => (long)bans.Current.All.Count, "{ban}", "Users and ranges of addresses that are shut out.");
        _meter.CreateObservableGauge("gvnap.index.watches", () => (long)news.Watches, "{watch}", "Queries that connections watch for.");
        _meter.CreateObservableGauge("gvnap.index.follows", () => (long)news.Follows, "{follow}", "Users whom connections follow.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
