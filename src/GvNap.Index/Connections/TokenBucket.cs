namespace GvNap.Index.Connections;

/// <summary>A token bucket: so many a second, and a burst of so many at once. Any thread may take.</summary>
/// <param name="perSecond">Tokens that come back each second.</param>
/// <param name="burst">Tokens that it holds when full, as it is at first.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBucket(int perSecond, int burst, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _tokens = burst;
    private long _refilled = time.GetTimestamp();

    /// <summary>Whether nobody took lately.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
            {
                Refill();
                return _tokens >= burst;
            }
        }
    }

    /// <summary>Takes a token, also one that has yet to come.</summary>
    /// <returns>How long until it is there.</returns>
    public TimeSpan Take() => TryTake(TimeSpan.MaxValue, out var wait) ? wait : throw new InvalidOperationException("Any wait is shorter.");

    /// <summary>Takes a token if it is there soon enough.</summary>
    /// <param name="patience">The longest wait.</param>
    /// <param name="wait">How long until it is there.</param>
    public bool TryTake(TimeSpan patience, out TimeSpan wait)
    {
        lock (_gate)
        {
            Refill();
            wait = _tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _tokens) / perSecond);
            if (wait > patience)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_refilled, now).TotalSeconds * perSecond));
        _refilled = now;
    }
}
