using System.Diagnostics;

namespace GvNap.Lab.Load.Peers;

/// <summary>Lets files come and go at a rate: peers exchange some, crash and come back, fall silent, quit and join anew.</summary>
internal sealed class Churn(LoadPeers peers, LoadOptions options)
{
    private const int ExchangedAtOnce = 20;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ShortestAway = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestAway = TimeSpan.FromSeconds(3);

    private readonly Random _random = new(options.Seed);
    private readonly List<Task> _underWay = [];
    private double _budget;

    /// <summary>Files that came or went.</summary>
    public long Files { get; private set; }

    /// <summary>Crashes, silences and departures.</summary>
    public long Departures { get; private set; }

    /// <summary>Goes on until it is cancelled; then waits until every peer is back.</summary>
    /// <param name="ended">No more is begun.</param>
    /// <param name="cancellationToken">Not even what was begun is waited for.</param>
    public async Task RunAsync(CancellationToken ended, CancellationToken cancellationToken)
    {
        var last = Stopwatch.GetTimestamp();
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(Step, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var now = Stopwatch.GetTimestamp();
            _budget += options.Churn * Stopwatch.GetElapsedTime(last, now).TotalSeconds;
            last = now;
            Spend(cancellationToken);
            _underWay.RemoveAll(task => task.IsCompletedSuccessfully);
        }

        await Task.WhenAll(_underWay);
    }

    private void Spend(CancellationToken cancellationToken)
    {
        // A peer that is busy is passed over; when nearly all are, the rest of the budget is lost.
        for (var tries = 0; _budget > 0 && tries < peers.All.Count; tries++)
        {
            var peer = peers.All[_random.Next(peers.All.Count)];
            if (!peer.IsBusy)
            {
                var (task, files) = Act(peer, cancellationToken);
                _underWay.Add(task);
                _budget -= files;
                Files += files;
            }
        }

        _budget = Math.Min(_budget, options.Churn);
    }

    private (Task Task, int Files) Act(LoadPeer peer, CancellationToken cancellationToken)
    {
        var choice = _random.Next(100);
        var all = 2 * Math.Max(1, options.FilesPerPeer);
        if (choice < 80)
        {
            var exchanged = Math.Max(1, Math.Min(ExchangedAtOnce, options.FilesPerPeer));
            return (peer.ExchangeAsync(exchanged, cancellationToken), exchanged);
        }

        Departures++;
        var away = ShortestAway + ((LongestAway - ShortestAway) * _random.NextDouble());
        return choice switch
        {
            < 93 => (peer.CrashAsync(reset: _random.Next(2) == 0, away, cancellationToken), all),
            < 95 => (peer.BeSilentAsync(peer.Lease * (0.5 + _random.NextDouble()), cancellationToken), all),
            _ => (peer.QuitAsync(away, cancellationToken), all),
        };
    }
}
