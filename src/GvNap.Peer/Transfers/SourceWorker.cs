using System.Diagnostics;

namespace GvNap.Peer.Transfers;

/// <summary>
/// Works on a download with one source for as long as there is something to fetch: connects, opens, waits in its queue,
/// fetches what nobody else fetches, and after a failure tries again with patience.
/// </summary>
internal sealed class SourceWorker(DownloadState state, SourceEntry entry, DownloadServices services)
{
    private readonly DownloadOptions _options = services.Options;

    /// <summary>Runs until the file is complete, or the source is given up: the entry says why.</summary>
    /// <exception cref="LocalFailureException">This machine cannot take the file.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var backOff = _options.FirstBackOff;
        for (var attempt = 1; ; attempt++)
        {
            var (bytes, wasPrepared) = (entry.Bytes, state.Target is not null);
            var failure = await TryAsync(cancellationToken);
            entry.Doing = "";
            if (failure is null)
            {
                // One that failed, and gave nothing since, has failed.
                entry.Failure = entry.Bytes > bytes ? null : entry.Failure;
                return;
            }

            entry.Failure = failure;
            if (failure.Kind == SourceFailureKind.Lied && state.Content is { } content)
            {
                services.Liars.Add(content, entry);
            }

            Telemetry.SourceFailures.Add(1, new KeyValuePair<string, object?>("reason", failure.Kind.ToString()));
            TransferLog.SourceFailed(services.Logger, entry.Source.ToString(), failure.Message);
            if (entry.Bytes > bytes)
            {
                // Whoever still makes progress is not given up.
                (attempt, backOff) = (0, _options.FirstBackOff);
            }

            // To check what was there may take longer than a source keeps a slot: it is not to blame for that.
            var isExcused = failure.Kind is SourceFailureKind.Closed or SourceFailureKind.Busy && !wasPrepared && state.Target is not null;
            if (failure.IsFinal || (attempt >= _options.Attempts && !isExcused))
            {
                return;
            }

            Telemetry.SourceRetries.Add(1);
            entry.Doing = $"waiting before {entry.Source} is tried again";
            await Task.Delay(isExcused ? TimeSpan.Zero : backOff, services.Time, cancellationToken);
            backOff *= 2;
        }
    }

    private async Task<SourceFailure?> TryAsync(CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity("fetch from source", ActivityKind.Client);
        var before = (entry.Bytes, entry.Pieces);
        try
        {
            var failure = await FetchAsync(cancellationToken);
            if (failure is not null)
            {
                activity?.SetTag("gvnap.failure", failure.Kind.ToString());
                activity.Fail(failure.Message);
            }

            return failure;
        }
        finally
        {
            activity?.SetTag("gvnap.bytes", entry.Bytes - before.Bytes).SetTag("gvnap.pieces", entry.Pieces - before.Pieces);
        }
    }

    private async Task<SourceFailure?> FetchAsync(CancellationToken cancellationToken)
    {
        using var guard = new StallGuard(_options.StallTimeout, _options.SlowestRate, services.Time, cancellationToken);
        try
        {
            guard.Pause();
            entry.Doing = $"connecting to {entry.Source}";
            await using var connection = await services.Dialer.ConnectAsync(entry.Source, cancellationToken);
            entry.Endpoint = connection.Endpoint;
            connection.Received = guard.Add;
            guard.Resume();
            return await FetchAsync(connection, guard);
        }
        catch (Exception e) when (SourceFailure.Of(e, guard) is { } failure)
        {
            return failure;
        }
        catch (OperationCanceledException) when (state.IsComplete)
        {
            // Whatever was still under way is not needed any more.
            return null;
        }
    }

    private async Task<SourceFailure?> FetchAsync(SourceConnection connection, StallGuard guard)
    {
        SourcePieces? pieces = null;
        try
        {
            if (entry.Source.IsPartial && state.File is { } known)
            {
                pieces = await SourcePieces.BeginAsync(connection, known, isPartial: true, services.Time, guard.Token);
                entry.Doing = $"waiting for pieces that {entry.Source} is fetching";
                await pieces.WaitAsync(guard);
            }

            if (await new SourceQueue(state, entry, services).OpenAsync(connection, pieces, guard) is not { } opened)
            {
                return new SourceFailure(SourceFailureKind.Busy, "all its upload slots are taken");
            }

            guard.Pause();
            await state.PrepareAsync(opened, guard.Token);
            guard.Resume();
            if (state.File is { Scheduler.IsComplete: false } file)
            {
                pieces ??= await SourcePieces.BeginAsync(connection, file, entry.Source.IsPartial, services.Time, guard.Token);
                await FetchAsync(connection, file, pieces, guard);
            }

            return null;
        }
        finally
        {
            pieces?.Dispose();
        }
    }

    private async Task FetchAsync(SourceConnection connection, FileInProgress file, SourcePieces pieces, StallGuard guard)
    {
        entry.IsSending = true;
        try
        {
            var writer = new PieceWriter(file, pieces.Claims, services.Buffers, entry);
            await new PieceFetcher(connection, pieces, file, writer, services.Buffers, _options.ReadLength, state.Rate).RunAsync(guard);
        }
        finally
        {
            entry.IsSending = false;
        }
    }
}
