using System.Diagnostics;
using System.Net.Sockets;
using GvNap.Protocol;

namespace GvNap.Peer.Transfers;

/// <summary>Works on a download with one source: connects, opens, waits for a slot if it must, and fetches until nothing is left.</summary>
internal sealed class SourceWorker(DownloadState state, EndpointDialer dialer, DownloadOptions options, TimeProvider time)
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(60);

    /// <summary>Fetches what nobody else fetches.</summary>
    /// <param name="entry">The source; its bytes are counted there.</param>
    /// <param name="mayWait">True to wait for an upload slot.</param>
    /// <param name="cancellationToken">Stops; what has arrived is written.</param>
    /// <returns>Why the source was given up; null if nothing is left to fetch.</returns>
    /// <exception cref="LocalFailureException">This machine cannot take the file.</exception>
    public async Task<SourceFailure?> RunAsync(SourceBook.Entry entry, bool mayWait, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (bytes, wasPrepared) = (entry.Bytes, state.Target is not null);
            var failure = await TryAsync(entry, mayWait, cancellationToken);

            // To check what was there may take longer than a source keeps a slot: it is not to blame for that.
            if (failure is not { Kind: SourceFailureKind.Closed or SourceFailureKind.Busy } || entry.Bytes > bytes || wasPrepared || state.Target is null)
            {
                return failure;
            }
        }
    }

    private async Task<SourceFailure?> TryAsync(SourceBook.Entry entry, bool mayWait, CancellationToken cancellationToken)
    {
        using var guard = new StallGuard(options.StallTimeout, options.SlowestRate, time, cancellationToken);
        try
        {
            guard.Excuse();
            state.Doing = $"connecting to {entry.Source}";
            await using var connection = await dialer.ConnectAsync(entry.Source, cancellationToken);
            connection.Received = guard.Add;
            if (await OpenAsync(connection, entry.Source, guard, mayWait) is not { } opened)
            {
                return new SourceFailure(SourceFailureKind.Busy, "all its upload slots are taken");
            }

            guard.Excuse();
            await state.PrepareAsync(opened, cancellationToken);
            guard.Excuse();
            await FetchAsync(connection, entry, guard);
            return null;
        }
        catch (SourceException e)
        {
            return e.Failure;
        }
        catch (ProtocolException)
        {
            return new SourceFailure(SourceFailureKind.Lied, "what it sends is not the protocol");
        }
        catch (Exception e) when (e is EndOfStreamException or SocketException)
        {
            return new SourceFailure(SourceFailureKind.Closed, "it closed the connection");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SourceFailure(SourceFailureKind.Stalled, "it sends too little");
        }
    }

    /// <summary>Opens the file, waiting in the source's queue if that is wanted; null if it is busy.</summary>
    private async Task<OpenedContent?> OpenAsync(SourceConnection connection, DownloadSource source, StallGuard guard, bool mayWait)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var (opened, busy) = await connection.OpenAsync(state.Content, state.Request.Name, guard.Token);
            if (opened is not null || !mayWait || time.GetElapsedTime(start) > options.LongestQueueWait)
            {
                return opened;
            }

            state.Doing = $"waiting at place {busy!.QueuePosition} of the queue of {source}";
            var pause = TimeSpan.FromMilliseconds(busy.RetryAfterMilliseconds);
            pause = pause < ShortestRetry ? ShortestRetry : pause > LongestRetry ? LongestRetry : pause;
            for (var waited = TimeSpan.Zero; waited < pause; waited += options.StallTimeout / 2)
            {
                guard.Excuse();
                await Task.Delay(pause - waited < options.StallTimeout / 2 ? pause - waited : options.StallTimeout / 2, time, guard.Token);
            }

            guard.Excuse();
        }
    }

    private async Task FetchAsync(SourceConnection connection, SourceBook.Entry entry, StallGuard guard)
    {
        if (state is not { Target.Part: { } part, Scheduler: { IsComplete: false } scheduler, Layer: { } layer })
        {
            return;
        }

        using var activity = Telemetry.Source.StartActivity("read pieces", ActivityKind.Client);
        state.Doing = $"downloading from {entry.Source}";
        state.CountActive(1);
        var before = entry.Bytes;
        try
        {
            var fetcher = new PieceFetcher(connection, layer, scheduler, part, guard, options.ReadLength, bytes =>
            {
                Interlocked.Add(ref entry.Bytes, bytes);
                Telemetry.DownloadedBytes.Add(bytes);
            });
            await fetcher.RunAsync(guard.Token);
        }
        catch (Exception e)
        {
            activity.Fail(e is SourceException or LocalFailureException ? e.Message : e.GetType().Name);
            throw;
        }
        finally
        {
            state.CountActive(-1);
            activity?.SetTag("gvnap.bytes", entry.Bytes - before);
        }
    }
}
