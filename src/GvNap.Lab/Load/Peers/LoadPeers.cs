using System.Diagnostics;

namespace GvNap.Lab.Load.Peers;

/// <summary>All peers of a load, and their heartbeats.</summary>
internal sealed class LoadPeers : IAsyncDisposable
{
    private const int ComingAtOnce = 64;
    private const int Slices = 50;

    /// <summary>Above this the catalogues are encoded as they are sent: all at once would not fit a small machine's memory.</summary>
    private const int MostPrepared = 2_000_000;

    /// <summary>How often it is looked whether servers do not take peers, which is said once for each reason.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(5);

    private readonly LoadContext _load;
    private readonly LoadPeer[] _peers;
    private readonly CancellationTokenSource _stopping = new();
    private Task _beating = Task.CompletedTask;

    public LoadPeers(LoadContext load) =>
        (_load, _peers) = (load, [.. Enumerable.Range(0, load.Options.Peers).Select(number => new LoadPeer(number, load))]);

    /// <summary>The peers.</summary>
    public IReadOnlyList<LoadPeer> All => _peers;

    /// <summary>Encodes catalogues ahead of time, so that only the server is measured.</summary>
    public void Prepare()
    {
        if (_load.Options.Files <= MostPrepared)
        {
            Parallel.ForEach(_peers, peer => peer.Prepare());
        }
    }

    /// <summary>All peers join; done when all have shared all.</summary>
    /// <param name="say">Told now and then if servers do not take them, and why.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task ComeAsync(Action<string> say, CancellationToken cancellationToken)
    {
        _beating = BeatAsync();

        // Those that no server takes try for ever.
        await using var end = cancellationToken.Register(_stopping.Cancel);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ComingAtOnce, CancellationToken = cancellationToken };

        // They may outlive this call's token: who brings them back later is ended with all.
        var coming = Parallel.ForEachAsync(_peers, parallel, async (peer, _) => await peer.ComeAsync(_stopping.Token));
        var said = "";
        while (await Task.WhenAny(coming, Task.Delay(LookInterval, CancellationToken.None)) != coming)
        {
            if (_peers.FirstOrDefault(peer => peer.Refusal.Length > 0) is { } refused && refused.Refusal != said)
            {
                say($"Peer {refused.Number} waits, as others may: {said = refused.Refusal}");
            }
        }

        await coming;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _beating;
        using var patience = new CancellationTokenSource(Parting);
        await Task.WhenAll(_peers.Select(peer => peer.LeaveAsync(patience.Token)));
        Array.ForEach(_peers, peer => peer.Dispose());
        _stopping.Dispose();
    }

    // Each peer once in a third of the lease, spread over it. By the clock: on a busy machine pauses last longer than they
    // should, and leases do not.
    private async Task BeatAsync()
    {
        var (turn, next) = (0, Stopwatch.GetTimestamp());
        try
        {
            while (_peers.Length > 0)
            {
                var pause = _peers[0].Lease / 3 / Slices;
                await Task.Delay(pause, _stopping.Token);
                var now = Stopwatch.GetTimestamp();
                var step = StopwatchTicks.Of(pause);
                for (next = Math.Max(next, now - (Slices * step)); next < now; next += step)
                {
                    BeatSlice(turn++ % Slices);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The load ends.
        }
    }

    private void BeatSlice(int slice)
    {
        for (var i = slice; i < _peers.Length; i += Slices)
        {
            _peers[i].Beat();
        }
    }
}
