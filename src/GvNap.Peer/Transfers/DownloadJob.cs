namespace GvNap.Peer.Transfers;

/// <summary>
/// One download: sets a worker to each source, asks now and then for further sources, and gives the file its name when
/// nothing is left to fetch.
/// </summary>
internal sealed class DownloadJob(DownloadState state, DownloadServices services)
{
    private readonly Dictionary<Task, SourceEntry> _workers = [];
    private TimeSpan _findPause = services.Options.FirstFind;
    private Task<IReadOnlyList<DownloadSource>> _further = Task.FromResult<IReadOnlyList<DownloadSource>>([]);

    /// <summary>Runs to the end.</summary>
    /// <exception cref="LocalFailureException">This machine cannot take the file.</exception>
    public async Task<DownloadResult> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Add(state.Request.Sources, again: false);
        services.Connections.Enter();
        try
        {
            await FetchAsync(stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll([_further, .. _workers.Keys]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            services.Connections.Leave();
        }

        return state.IsComplete ? await FinishAsync() : GiveUp();
    }

    /// <summary>Runs until nothing is left to fetch, or nobody is left to fetch it from.</summary>
    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        _further = FindLaterAsync(cancellationToken);
        while (!state.IsComplete)
        {
            StartWorkers(cancellationToken);
            if (_workers.Count == 0)
            {
                // Who was given up stays so, unless there is somebody new.
                Add(await FindAsync(cancellationToken), again: false);
                if (!state.Sources.Due.Any())
                {
                    return;
                }

                continue;
            }

            var ended = await Task.WhenAny([state.Completion, _further, .. _workers.Keys]);
            if (ended == _further)
            {
                Add(await _further, again: true);
                _further = FindLaterAsync(cancellationToken);
            }
            else if (_workers.Remove(ended, out var entry))
            {
                entry.IsRunning = false;
                await ended;
            }
        }
    }

    private void Add(IEnumerable<DownloadSource> sources, bool again)
    {
        state.Sources.Add(sources, again);
        if (state.Content is { } content)
        {
            foreach (var entry in state.Sources.Entries.Where(entry => entry is { Failure: null, IsRunning: false }))
            {
                services.Liars.Blame(content, entry);
            }
        }
    }

    private void StartWorkers(CancellationToken cancellationToken)
    {
        foreach (var entry in state.Sources.Due.Take(services.Connections.Share - _workers.Count).ToList())
        {
            entry.Source = state.Sources.Trusted(entry.Source)!;
            (entry.IsDue, entry.IsRunning) = (false, true);
            _workers.Add(new SourceWorker(state, entry, services).RunAsync(cancellationToken), entry);
        }
    }

    private async Task<IReadOnlyList<DownloadSource>> FindAsync(CancellationToken cancellationToken) =>
        state.Request.FindSources is { } find ? await find(cancellationToken) : [];

    /// <summary>Asks soon at first, as others may have begun to fetch the same just now; then less often.</summary>
    private async Task<IReadOnlyList<DownloadSource>> FindLaterAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(state.Request.FindSources is null ? Timeout.InfiniteTimeSpan : _findPause, services.Time, cancellationToken);
        _findPause = _findPause * 2 < services.Options.FindInterval ? _findPause * 2 : services.Options.FindInterval;
        return await FindAsync(cancellationToken);
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
            var path = await Task.Run(state.File!.Part.Finish);
            return new(DownloadOutcome.Completed, $"{Path.GetFileName(path)} is complete and verified.") { Path = path };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFailureException.Of(e, state.Request.Folder);
        }
    }

    private DownloadResult GiveUp()
    {
        var failures = state.Sources.Failures;
        if (failures.Count == 0)
        {
            return new(DownloadOutcome.NotFound, "Nobody who is online has this file.");
        }

        var outcome = failures.All(f => f.Failure.Kind == SourceFailureKind.NotShared) ? DownloadOutcome.NotFound : DownloadOutcome.SourcesFailed;
        var kept = state.File is { Scheduler.DoneBytes: > 0 } ? "; what has arrived is kept" : "";
        return new(outcome, $"Not downloaded: {string.Join("; ", failures.Select(f => f.Failure.Of(f.Source)))}{kept}.");
    }
}
