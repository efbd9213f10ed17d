using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Transfers;

/// <summary>One download: goes from source to source until the file is whole, and gives it its name.</summary>
internal sealed class DownloadJob(DownloadState state, SourceBook sources, SourceWorker worker, DownloadOptions options, ILogger logger, TimeProvider time)
{
    /// <summary>Runs to the end.</summary>
    /// <exception cref="LocalFailureException">This machine cannot take the file.</exception>
    public async Task<DownloadResult> RunAsync(CancellationToken cancellationToken)
    {
        sources.Add(state.Request.Sources);
        var backOff = options.FirstBackOff;
        for (var round = 1; ; round++)
        {
            if (sources.Usable.Count == 0)
            {
                await AskForSourcesAsync(cancellationToken);
            }

            var before = state.Scheduler?.DoneBytes ?? 0;
            await RunRoundAsync(cancellationToken);
            if (state.IsComplete)
            {
                return await FinishAsync();
            }

            if ((state.Scheduler?.DoneBytes ?? 0) > Math.Max(before, state.ResumedBytes))
            {
                // Whoever still makes progress is not given up.
                (round, backOff) = (0, options.FirstBackOff);
            }

            await AskForSourcesAsync(cancellationToken);
            if (round >= options.Rounds || sources.Usable.Count == 0)
            {
                return GiveUp();
            }

            state.Doing = "waiting before all sources are tried again";
            await Task.Delay(backOff, time, cancellationToken);
            backOff *= 2;
        }
    }

    /// <summary>Asks each source once; those that are busy again at the end, then with patience.</summary>
    private async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        var usable = sources.Usable;
        foreach (var entry in usable)
        {
            await AskAsync(entry, usable.Count == 1, cancellationToken);
            if (state.IsComplete)
            {
                return;
            }
        }

        if (usable.Count > 1 && usable.FirstOrDefault(e => e.Failure is { Kind: SourceFailureKind.Busy }) is { } busy)
        {
            await AskAsync(busy, true, cancellationToken);
        }
    }

    private async Task AskAsync(SourceBook.Entry entry, bool mayWait, CancellationToken cancellationToken)
    {
        entry.Failure = await worker.RunAsync(entry, mayWait, cancellationToken);
        if (entry.Failure is { } failure)
        {
            Telemetry.SourceFailures.Add(1, new KeyValuePair<string, object?>("reason", failure.Kind.ToString()));
            TransferLog.SourceFailed(logger, entry.Source.ToString(), failure.Message);
        }
    }

    private async Task AskForSourcesAsync(CancellationToken cancellationToken)
    {
        if (state.Request.FindSources is { } find)
        {
            state.Doing = "looking for sources";
            sources.Add(await find(cancellationToken));
        }
    }

    private async Task<DownloadResult> FinishAsync()
    {
        using var activity = Telemetry.Source.StartActivity("finish file");
        if (state.Target is { CompletePath: { } complete })
        {
            return new(DownloadOutcome.AlreadyComplete, $"{Path.GetFileName(complete)} is there already, whole.") { Path = complete };
        }

        state.Doing = "bringing the file to the disk";
        try
        {
            var path = await Task.Run(state.Target!.Part!.Finish);
            return new(DownloadOutcome.Completed, $"{Path.GetFileName(path)} is complete and verified.") { Path = path };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFailureException.Of(e, state.Request.Folder);
        }
    }

    private DownloadResult GiveUp()
    {
        var failures = sources.Failures;
        if (failures.Count == 0)
        {
            return new(DownloadOutcome.NotFound, "Nobody who is online has this file.");
        }

        var outcome = failures.All(f => f.Failure.Kind == SourceFailureKind.NotShared) ? DownloadOutcome.NotFound : DownloadOutcome.SourcesFailed;
        var kept = state.Scheduler is { DoneBytes: > 0 } ? "; what has arrived is kept" : "";
        return new(outcome, $"Not downloaded: {string.Join("; ", failures.Select(f => f.Failure.Of(f.Source)))}{kept}.");
    }
}
