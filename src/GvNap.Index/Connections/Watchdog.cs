using GvNap.Index.Bans;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Connections;

/// <summary>
/// All open connections, and what ends those that keep the server waiting: one sweep over all instead of timers for each.
/// It looks at a connection when that could be late at the earliest: those that wait for nothing but the next heartbeat cost little.
/// </summary>
/// <param name="options">How the server runs.</param>
internal sealed class Watchdog(IndexServerOptions options)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>That a frame has begun is only known by looking: so often in the time that one may take.</summary>
    private const int LooksAtFrame = 10;

    private readonly ConnectionTable _connections = new();

    /// <summary>Open connections.</summary>
    public int Count => _connections.Count;

    /// <summary>A connection was opened.</summary>
    public void Add(IndexConnection connection) => _connections.Add(connection);

    /// <summary>A connection is closed.</summary>
    public void Remove(IndexConnection connection) => _connections.Remove(connection);

    /// <summary>How many connections a ban would shut out.</summary>
    public int CountShut(Ban ban)
    {
        var bans = new BanList([ban]);
        return _connections.All.Count(connection => connection.FindBan(bans) is not null);
    }

    /// <summary>Ends the connections of those who are shut out.</summary>
    public void EndShut(BanList bans)
    {
        Interlocked.MemoryBarrier();
        foreach (var connection in _connections.All)
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
        var due = new List<IndexConnection>();
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var now = options.Time.GetTimestamp();
                _connections.FindDue(now, due);
                foreach (var connection in due)
                {
                    _connections.Postpone(connection, now + (long)(Check(connection).TotalSeconds * options.Time.TimestampFrequency));
                }

                due.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            // The server closes.
        }
    }

    /// <summary>Ends a connection that is late.</summary>
    /// <returns>The time in which one that is not cannot become so, whatever it does.</returns>
    private TimeSpan Check(IndexConnection connection)
    {
        var limits = options.Limits;
        var (incomplete, stalled, silence) = (connection.Wait.ObserveFrame(), connection.Stalled, connection.Wait.Silence);
        var hello = connection.IsGreeted ? limits.HelloTimeout : limits.HelloTimeout - connection.Wait.Age;
        var patience = connection.IsRegistered ? options.Lease : limits.IdleTimeout;
        if (stalled > limits.WriteTimeout)
        {
            connection.Abort("it does not take what is sent to it");
        }
        else if (hello < TimeSpan.Zero)
        {
            connection.End(ErrorCode.Timeout, "No Hello came in time.");
        }
        else if (incomplete > limits.FrameTimeout)
        {
            connection.End(ErrorCode.Timeout, "A frame took too long to come.");
        }
        else if (silence > patience)
        {
            connection.End(ErrorCode.Timeout, "Nothing came for too long.");
        }

        // Who registers now may be silent for a lease from now on.
        TimeSpan[] untilLate = [limits.WriteTimeout - stalled, hello, limits.FrameTimeout / LooksAtFrame, patience - silence, options.Lease];
        return untilLate.Min();
    }
}
