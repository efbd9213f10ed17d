using System.Diagnostics;
using GvNap.Index.Admin;
using GvNap.Lab.Load.Checking;
using GvNap.Lab.Load.Peers;
using GvNap.Lab.Load.Searching;

namespace GvNap.Lab.Load;

/// <summary>One load: peers register, there are searches while peers come and go, and what the servers then list is compared.</summary>
internal sealed class LoadRun(LoadOptions options, LoadTarget target, Action<string> say)
{
    /// <summary>A third of this is what the servers promise; the machine may be busy.</summary>
    private static readonly TimeSpan Agreement = TimeSpan.FromSeconds(45);

    private readonly Faults _faults = new();
    private readonly Ledger _ledger = new(options.Peers, options.FilesPerPeer);
    private readonly LoadFiles _files = new(options.Seed, Math.Max(options.Files, options.Corpus));
    private readonly SharedLatencies _shares = new();
    private readonly ServerWatch _watch = new(options.ServerProcess);

    /// <summary>Runs it.</summary>
    /// <exception cref="IOException">A server is not there, or is none.</exception>
    public async Task<LoadReport> RunAsync(CancellationToken cancellationToken)
    {
        target.Try();
        if (options.Check > 0 || options.Compare || options.Queries == QueryKind.Rare)
        {
            _files.Learn();
        }

        await using var port = new ProbePort();
        await using var peers = new LoadPeers(new(options, target, _files, _ledger, _faults, _shares, port.Port));
        port.Serve(peers.All);
        peers.Prepare();
        var report = await RegisterAsync(peers, new LoadReport { ServerBefore = _watch.Look() }, cancellationToken);
        report = await SearchAsync(peers, report, cancellationToken);
        if (options.Compare)
        {
            say("Comparing what the servers list with what is shared.");
            var comparison = new CatalogueComparison(target, options, _files, _ledger);
            report = report with { AgreedAfterSeconds = (await comparison.RunAsync(Agreement, _faults, cancellationToken)).TotalSeconds };
        }

        if (options.Silent > 0)
        {
            say($"{options.Silent} peers fall silent.");
            var times = await new SilentCrashes(target, _files.Names).RunAsync(peers.All.Take(options.Silent), cancellationToken);
            report = report with { SilentSeconds = [.. times.Select(time => time.TotalSeconds)] };
        }

        return report with { Wrong = _faults.Count, FirstWrong = _faults.First };
    }

    private async Task<LoadReport> RegisterAsync(LoadPeers peers, LoadReport report, CancellationToken cancellationToken)
    {
        say($"{options.Peers} peers register, and share {options.Files} files.");
        var started = Stopwatch.GetTimestamp();
        await peers.ComeAsync(say, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return report with
        {
            Peers = options.Peers,
            Files = options.Files,
            RegistrationSeconds = seconds,
            FilesPerSecond = options.Files / seconds,
            Shares = LatencyReport.Of(_shares.Take()),
            ServerRegistered = _watch.Look(),
        };
    }

    private async Task<LoadReport> SearchAsync(LoadPeers peers, LoadReport report, CancellationToken cancellationToken)
    {
        using var ended = new CancellationTokenSource();
        var churn = new Churn(peers, options);
        var churning = options.Churn > 0 ? churn.RunAsync(ended.Token, cancellationToken) : Task.CompletedTask;
        say($"{(options.SearchesPerSecond == 0 ? "Waiting" : "Searching")} for {Duration.Format(options.Duration)}.");
        var started = Stopwatch.GetTimestamp();
        SearchReport? searches = null;
        if (options.SearchesPerSecond == 0)
        {
            await Task.Delay(options.Duration, cancellationToken);
        }
        else
        {
            searches = await new SearchLoad(options, target, _files, _ledger, _faults).RunAsync(cancellationToken);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var use = _watch.Look();
        await ended.CancelAsync();
        await churning;
        return report with
        {
            Searches = searches,
            ChurnPerSecond = churn.Files / seconds,
            Departures = churn.Departures,
            ChurnShares = LatencyReport.Of(_shares.Take()),
            ServerAfter = use,
            Seconds = seconds,
        };
    }
}
