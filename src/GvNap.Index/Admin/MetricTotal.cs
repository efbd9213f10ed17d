using System.Diagnostics.Metrics;

namespace GvNap.Index.Admin;

/// <summary>One figure that adds up: a counter, the last value of a gauge, or a distribution. Any thread may add.</summary>
internal sealed class MetricTotal
{
    private readonly bool _isGauge;
    private readonly double[] _bounds;
    private readonly long[] _buckets;
    private double _value;

    private MetricTotal(string name, string unit, IReadOnlyList<KeyValuePair<string, string>> tags, bool isGauge, double[] bounds)
    {
        (Name, Unit, Tags, _isGauge, _bounds) = (name, unit, tags, isGauge, bounds);
        _buckets = new long[bounds.Length + 1];
    }

    /// <summary>The instrument's name.</summary>
    public string Name { get; }

    /// <summary>Its unit, in UCUM.</summary>
    public string Unit { get; }

    /// <summary>What tells it apart from others of the name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; }

    /// <summary>The values of the tags, for people.</summary>
    public string Label => string.Join(' ', Tags.Select(tag => tag.Value));

    /// <summary>Whether it is a distribution.</summary>
    public bool IsDistribution => _bounds.Length > 0;

    /// <summary>The sum of what was added; of a gauge, the last.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>Of a distribution: how many values there were.</summary>
    public long Count => _buckets.Sum();

    /// <summary>Begins one.</summary>
    public static MetricTotal Of(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var bounds = instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } ? advised.ToArray() : [];
        return new(
            instrument.Name,
            instrument.Unit ?? "",
            [.. tags.ToArray().Select(tag => KeyValuePair.Create(tag.Key, tag.Value?.ToString() ?? ""))],
            instrument.IsObservable,
            bounds);
    }

    /// <summary>Adds a value.</summary>
    public void Add(double value)
    {
        if (_isGauge)
        {
            Volatile.Write(ref _value, value);
            return;
        }

        double seen;
        do
        {
            seen = Volatile.Read(ref _value);
        }
        while (Interlocked.CompareExchange(ref _value, seen + value, seen) != seen);

        if (IsDistribution)
        {
            var bucket = Array.BinarySearch(_bounds, value);
            Interlocked.Increment(ref _buckets[bucket < 0 ? ~bucket : bucket]);
        }
    }

    /// <summary>Of a distribution: a bound below which this share of its values lies; infinite if only the last bucket holds so many.</summary>
    /// <param name="share">Above 0, up to 1.</param>
    public double Quantile(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        var index = 0;
        for (var sum = _buckets[0]; sum < wanted && index < _bounds.Length; sum += _buckets[index])
        {
            index++;
        }

        return index < _bounds.Length ? _bounds[index] : double.PositiveInfinity;
    }
}
