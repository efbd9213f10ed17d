using System.Diagnostics.Metrics;
using GvNap.Index.Admin;

namespace GvNap.Index.Tests.Admin;

public sealed class MetricsViewTests : IDisposable
{
    private readonly Meter _meter = new($"test-{Guid.NewGuid():N}");
    private readonly MetricsView _view;

    public MetricsViewTests() => _view = new(_meter.Name);

    public void Dispose()
    {
        _view.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Counters_add_up_by_their_tags()
    {
        var counter = _meter.CreateCounter<long>("requests", "{request}");
        counter.Add(2, new("kind", "Search"), new("outcome", "Ok"));
        counter.Add(1, new("kind", "Search"), new("outcome", "Invalid"));
        counter.Add(3, new("kind", "Search"), new("outcome", "Ok"));

        var totals = _view.Read();

        Assert.Equal([("Search Invalid", 1d), ("Search Ok", 5d)], totals.Select(total => (total.Label, total.Value)));
        Assert.All(totals, total => Assert.Equal(("requests", "{request}", false), (total.Name, total.Unit, total.IsDistribution)));
    }

    [Fact]
    public void Gauges_have_their_last_value()
    {
        long value = 5;
        _meter.CreateObservableGauge("peers", () => value);
        Assert.Equal(5, Assert.Single(_view.Read()).Value);
        value = 3;
        Assert.Equal(3, Assert.Single(_view.Read()).Value);
    }

    [Fact]
    public void What_goes_up_and_down_is_where_it_is()
    {
        var connections = _meter.CreateUpDownCounter<int>("connections");
        connections.Add(3);
        connections.Add(-2);

        Assert.Equal(1, Assert.Single(_view.Read()).Value);
    }

    [Fact]
    public void Distributions_have_their_count_sum_and_bounds()
    {
        var duration = _meter.CreateHistogram("duration", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 10] });
        for (var i = 0; i < 98; i++)
        {
            duration.Record(0.1);
        }

        duration.Record(0.5);
        duration.Record(20);
        var total = Assert.Single(_view.Read());

        Assert.Equal((100L, 30.3), (total.Count, Math.Round(total.Value, 6)));
        Assert.Equal((0.1, 1d, double.PositiveInfinity), (total.Quantile(0.5), total.Quantile(0.99), total.Quantile(1)));
    }

    [Fact]
    public void Many_threads_lose_nothing()
    {
        var counter = _meter.CreateCounter<int>("files");

        Parallel.For(0, 10_000, _ => counter.Add(1));

        Assert.Equal(10_000, Assert.Single(_view.Read()).Value);
    }

    [Fact]
    public void Other_meters_are_not_looked_at()
    {
        using var other = new Meter("another");
        other.CreateCounter<int>("files").Add(1);

        Assert.Empty(_view.Read());
    }
}
