using GvNap.Protocol.Messages;

namespace GvNap.Peer.Transfers;

/// <summary>Opens a file at a source, waiting for one of its upload slots.</summary>
internal sealed class SourceQueue(DownloadState state, SourceEntry entry, DownloadServices services)
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(60);

    /// <summary>Opens the file.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="pieces">Which pieces the source has, if that is known; kept up while waiting.</param>
    /// <param name="guard">Watches the source.</param>
    /// <returns>Null if no slot was free for too long.</returns>
    /// <exception cref="SourceException">The source does not share it, or lies about it.</exception>
    public async Task<OpenedContent?> OpenAsync(SourceConnection connection, SourcePieces? pieces, StallGuard guard)
    {
        var start = services.Time.GetTimestamp();
        var hasWaited = false;
        while (true)
        {
            var (opened, busy) = await connection.OpenAsync(state.Content, state.Request.Name, guard.Token);
            var waited = services.Time.GetElapsedTime(start);
            if (hasWaited)
            {
                Telemetry.QueueWait.Record(waited.TotalSeconds);
            }

            if (busy is null || waited > services.Options.LongestQueueWait)
            {
                return opened;
            }

            hasWaited = true;
            entry.Doing = $"waiting at place {busy.QueuePosition} of the queue of {entry.Source}{Expected(busy)}";
            guard.Pause();
            await Task.Delay(Pause(busy), services.Time, guard.Token);
            guard.Resume();
            if (pieces is { IsDue: true })
            {
                await pieces.AskAsync(guard.Token);
            }
        }
    }

    /// <summary>What the source expects, which knows how long others keep their slots.</summary>
    private static string Expected(Busy busy) => TimeSpan.FromMilliseconds(Math.Min(busy.ExpectedWaitMilliseconds, int.MaxValue)) switch
    {
        { TotalSeconds: < 1 } => "",
        { TotalMinutes: < 2 } wait => $", about {wait.TotalSeconds:0} s",
        { TotalHours: < 2 } wait => $", about {wait.TotalMinutes:0} min",
        var wait => $", about {wait.TotalHours:0} h",
    };

    private static TimeSpan Pause(Busy busy)
    {
        var pause = TimeSpan.FromMilliseconds(busy.RetryAfterMilliseconds);
        return pause < ShortestRetry ? ShortestRetry : pause > LongestRetry ? LongestRetry : pause;
    }
}
