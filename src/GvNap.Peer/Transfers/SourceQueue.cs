using System.Diagnostics;

namespace GvNap.Peer.Transfers;

/// <summary>Opens a file at a source, waiting for one of its upload slots.</summary>
internal sealed class SourceQueue(DownloadState state, SourceEntry entry, DownloadServices services)
{
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
        try
        {
            while (true)
            {
                var (opened, busy) = await connection.OpenAsync(state.Content, state.Request.Name, guard.Token);
                if (busy is null || services.Time.GetElapsedTime(start) > services.Options.LongestQueueWait)
                {
                    return opened;
                }

                hasWaited = true;
                entry.Doing = QueuePlace.Describe(entry.Source, busy);
                guard.Pause();
                await Task.Delay(QueuePlace.Pause(busy), services.Time, guard.Token);
                guard.Resume();
                if (pieces is { IsDue: true })
                {
                    await pieces.AskAsync(guard.Token);
                }
            }
        }
        finally
        {
            if (hasWaited)
            {
                Measure(services.Time.GetElapsedTime(start));
            }
        }
    }

    /// <summary>A wait is over, whatever ended it.</summary>
    public static void Measure(TimeSpan wait)
    {
        Telemetry.QueueWait.Record(wait.TotalSeconds);
        Activity.Current?.SetTag("gvnap.queue_wait", wait.TotalSeconds);
    }
}
