using System.Diagnostics;
using GvNap.Lab.Load.Checking;

namespace GvNap.Lab.Load.Searching;

/// <summary>Searches on many connections for a while.</summary>
internal sealed class SearchLoad(LoadOptions options, LoadTarget target, LoadFiles files, Ledger ledger, Faults faults)
{
    /// <summary>One thread drives so many connections, so that it has work each time that it looks.</summary>
    private const int ConnectionsPerThread = 128;

    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(3);

    /// <summary>Searches; what comes before that, in a third of the time, is not counted, only checked.</summary>
    public async Task<SearchReport> RunAsync(CancellationToken cancellationToken)
    {
        await RunAsync(WarmUp(options.Duration), cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var tally = await RunAsync(options.Duration, cancellationToken);
        var seconds = Math.Min(Stopwatch.GetElapsedTime(started).TotalSeconds, options.Duration.TotalSeconds);
        return new(
            tally.Latencies.Count,
            tally.Latencies.Count / seconds,
            tally.Checked,
            tally.Refused,
            tally.Lost,
            LatencyReport.Of(tally.Latencies) ?? new(0, 0, 0, 0, 0));
    }

    // Until both programs have compiled what they use most.
    private static TimeSpan WarmUp(TimeSpan duration) => duration / 3 < LongestWarmUp ? duration / 3 : LongestWarmUp;

    private async Task<SearchTally> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var count = (options.Connections + ConnectionsPerThread - 1) / ConnectionsPerThread;
        var tally = new SearchTally();
        var threads = Enumerable.Range(0, count).Select(thread => MakeThread(thread, count)).ToList();
        await Task.WhenAll(threads.Select(thread => Task.Factory.StartNew(
            () => thread.Run(duration, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        threads.ForEach(thread => tally.Add(thread.Tally));
        return tally;
    }

    private SearchThread MakeThread(int thread, int count)
    {
        var (first, last) = (options.Connections * thread / count, options.Connections * (thread + 1) / count);
        return new SearchThread(
            target,
            options,
            new QuestionSource(options.Queries, files, HashCode.Combine(options.Seed, thread)),
            options.Check > 0 ? new AnswerCheck(ledger, files, options.Settle) : null,
            faults,
            (double?)options.SearchesPerSecond / count,
            first..last);
    }
}
