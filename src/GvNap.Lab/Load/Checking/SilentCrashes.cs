using System.Diagnostics;
using GvNap.Lab.Load.Peers;
using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load.Checking;

/// <summary>Peers fall silent, as a machine does whose cable is pulled, and all servers are asked again and again until they are out of the results.</summary>
internal sealed class SilentCrashes(LoadTarget target, LoadNames names)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Lets peers fall silent one after the other, a little apart.</summary>
    /// <returns>For each the time from its last sign of life until no server shows its files.</returns>
    public async Task<IReadOnlyList<TimeSpan>> RunAsync(IEnumerable<LoadPeer> peers, CancellationToken cancellationToken)
    {
        var watched = new List<Task<TimeSpan>>();
        foreach (var peer in peers)
        {
            watched.Add(WatchAsync(peer, cancellationToken));
            await Task.Delay(TimeSpan.FromMilliseconds(137), cancellationToken);
        }

        return await Task.WhenAll(watched);
    }

    private async Task<TimeSpan> WatchAsync(LoadPeer peer, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        peer.FallSilent();
        var servers = Enumerable.Range(0, target.Count).Select(server => WaitAsync(server, peer.Number, started, cancellationToken));
        return (await Task.WhenAll(servers)).Max();
    }

    private async Task<TimeSpan> WaitAsync(int server, int peer, long started, CancellationToken cancellationToken)
    {
        using var line = new PeerLine(target.Connect(server, LoadTarget.SearcherAddress(peer)), _ => { });
        await line.AskAsync(new Envelope { Hello = LoadTarget.Hello() }, cancellationToken);
        var search = new Envelope { Search = new Search { Query = $"user:{names.OfPeer(peer)}", Limit = 1 } };
        while (Stopwatch.GetElapsedTime(started) < Patience && (await line.AskAsync(search, cancellationToken)).SearchResults is not { Total: 0 })
        {
            await Task.Delay(Interval, cancellationToken);
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
