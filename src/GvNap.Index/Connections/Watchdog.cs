using System.Collections.Concurrent;
using GvNap.Index.Bans;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Connections;

/// <summary>All open connections, and what ends those that keep the server waiting: one sweep over all instead of timers for each.</summary>
/// <param name="options">How the server runs.</param>
internal sealed class Watchdog(IndexServerOptions options)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<IndexConnection, bool> _connections = new();

    /// <summary>Open connections.</summary>
    public int Count => _connections.Count;

    /// <summary>A connection was opened.</summary>
    public void Add(IndexConnection connection) => _connections[connection] = true;

    /// <summary>A connection is closed.</summary>
    public void Remove(IndexConnection connection) => _connections.TryRemove(connection, out _);

    /// <summary>How many connections a ban would shut out.</summary>
    public int CountShut(Ban ban)
    {
        var bans = new BanList([ban]);
        return _connections.Count(entry => entry.Key.FindBan(bans) is not null);
    }

    /// <summary>Ends the connections of those who are shut out.</summary>
    public void EndShut(BanList bans)
    {
        Interlocked.MemoryBarrier();
        foreach (var (connection, _) in _connections)
        {
            if (connection.FindBan(bans) is { } ban)
            {
                Telemetry.Shut.Add(1);
                connection.End(ErrorCode.Banned, ban.Sentence);
            }
        }
    }

    /// <summary>Sweeps until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                foreach (var (connection, _) in _connections)
                {
                    Check(connection);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server closes.
        }
    }

    private void Check(IndexConnection connection)
    {
        var limits = options.Limits;
        var incomplete = connection.Wait.ObserveFrame();
        if (connection.Stalled > limits.WriteTimeout)
        {
            connection.Abort("it does not take what is sent to it");
        }
        else if (!connection.IsGreeted && connection.Wait.Age > limits.HelloTimeout)
        {
            connection.End(ErrorCode.Timeout, "No Hello came in time.");
        }
        else if (incomplete > limits.FrameTimeout)
        {
            connection.End(ErrorCode.Timeout, "A frame took too long to come.");
        }
        else if (connection.Wait.Silence > (connection.IsRegistered ? options.Lease : limits.IdleTimeout))
        {
            connection.End(ErrorCode.Timeout, "Nothing came for too long.");
        }
    }
}
