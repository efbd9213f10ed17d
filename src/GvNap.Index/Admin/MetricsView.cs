using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace GvNap.Index.Admin;

/// <summary>
/// What this process has measured so far: the very instruments that are exported through OpenTelemetry, added up here,
/// so that an operator without a collector sees the same figures.
/// </summary>
internal sealed class MetricsView : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Key, MetricTotal> _totals = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="meter">The name of the meters.</param>
    public MetricsView(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All figures, by name and tags.</summary>
    public IReadOnlyList<MetricTotal> Read()
    {
        _listener.RecordObservableInstruments();
        return [.. _totals.Values.OrderBy(total => total.Name, StringComparer.Ordinal).ThenBy(total => total.Label, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // No instrument has more than two tags, and their values are few.
        var key = new Key(instrument.Name, tags.Length > 0 ? tags[0].Value : null, tags.Length > 1 ? tags[1].Value : null);
        if (!_totals.TryGetValue(key, out var total))
        {
            total = _totals.GetOrAdd(key, MetricTotal.Of(instrument, tags));
        }

        total.Add(value);
    }

    private readonly record struct Key(string Name, object? First, object? Second);
}
