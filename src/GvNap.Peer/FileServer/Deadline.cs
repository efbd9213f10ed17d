namespace GvNap.Peer.FileServer;

/// <summary>The one thing that a connection waits for at a time, and what happens if it does not come.</summary>
/// <param name="time">The clock.</param>
/// <param name="expired">Told what did not come; called on another thread.</param>
internal sealed class Deadline(TimeProvider time, Action<string> expired) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private string? _reason;

    /// <summary>Waits for something new.</summary>
    /// <param name="limit">How long.</param>
    /// <param name="reason">What is said if it does not come.</param>
    public void Set(TimeSpan limit, string reason)
    {
        lock (_gate)
        {
            _reason = reason;
            _timer ??= time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(limit, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>It came.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _reason = null;
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        _timer?.Dispose();
    }

    private void Expire()
    {
        string? reason;
        lock (_gate)
        {
            (reason, _reason) = (_reason, null);
        }

        if (reason is not null)
        {
            expired(reason);
        }
    }
}
