using System.Diagnostics;
using GvNap.Index.Search;

namespace GvNap.Benchmarks.Searching;

/// <summary>How long queries take, one after the other on one thread, from their text to the page of 20 results.</summary>
internal sealed class QueryTimes
{
    private readonly List<double> _microseconds = [];
    private readonly TimeSpan _processorBefore = Environment.CpuUsage.TotalTime;

    /// <summary>Queries a second of processor time, which is what a core does that has nothing else to do; the garbage collector's time is in it.</summary>
    public double Rate => _microseconds.Count / (Environment.CpuUsage.TotalTime - _processorBefore).TotalSeconds;

    /// <summary>The longest, milliseconds.</summary>
    public double Max => _microseconds.Max() / 1e3;

    /// <summary>Asks one query.</summary>
    /// <returns>Whether its result was cut.</returns>
    public bool Ask(SearchIndex index, string text)
    {
        var started = Stopwatch.GetTimestamp();
        using var results = SearchQuery.TryParse(text, out var query, out var problem)
            ? index.Search(query, 20, [])
            : throw new ArgumentException(problem);
        _microseconds.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        return results.IsCut;
    }

    /// <summary>The time that a share of all queries does not take longer than, milliseconds.</summary>
    public double Quantile(double share) => _microseconds.Order().ElementAt((int)(share * (_microseconds.Count - 1))) / 1e3;
}
