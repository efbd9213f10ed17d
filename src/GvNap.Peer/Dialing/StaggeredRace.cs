namespace GvNap.Peer.Dialing;

/// <summary>
/// Tries candidates as RFC 8305 (Happy Eyeballs), section 5, does: one after another, the next as soon as one
/// failed or the stagger is over; the first that succeeds wins, the others are cancelled.
/// </summary>
internal static class StaggeredRace
{
    /// <summary>Runs the race.</summary>
    /// <param name="candidates">Best first.</param>
    /// <param name="attempt">Tries one. Expected failures are results, not exceptions.</param>
    /// <param name="stagger">Between the starts of two attempts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the race.</param>
    /// <returns>The winner, or what all candidates said.</returns>
    public static async Task<DialResult<TConnection>> RunAsync<TCandidate, TConnection>(
        IReadOnlyList<TCandidate> candidates,
        Func<TCandidate, CancellationToken, Task<DialResult<TConnection>>> attempt,
        TimeSpan stagger,
        TimeProvider time,
        CancellationToken cancellationToken)
        where TConnection : class, IAsyncDisposable
    {
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<DialResult<TConnection>>>();
        var problems = new List<string>();
        try
        {
            for (var next = 0; next < candidates.Count || running.Count > 0;)
            {
                if (next < candidates.Count)
                {
                    running.Add(attempt(candidates[next++], losers.Token));
                }

                if (await FirstAsync(running, next < candidates.Count ? stagger : Timeout.InfiniteTimeSpan, time, cancellationToken) is not { } finished)
                {
                    continue;
                }

                running.Remove(finished);
                var result = await finished;
                if (result.Connection is not null)
                {
                    return result;
                }

                problems.Add(result.Problem);
            }
        }
        finally
        {
            await losers.CancelAsync();
            await DropAsync(running);
        }

        return string.Join("; ", problems.Distinct(StringComparer.Ordinal));
    }

    private static async Task<Task<TResult>?> FirstAsync<TResult>(List<Task<TResult>> running, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.WhenAny(running).WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static async Task DropAsync<TConnection>(List<Task<DialResult<TConnection>>> losers)
        where TConnection : class, IAsyncDisposable
    {
        foreach (var loser in losers)
        {
            try
            {
                if ((await loser).Connection is { } late)
                {
                    await late.DisposeAsync();
                }
            }
            catch (OperationCanceledException)
            {
                // As it was told to.
            }
        }
    }
}
