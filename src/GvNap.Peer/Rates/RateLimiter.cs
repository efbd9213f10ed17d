namespace GvNap.Peer.Rates;

/// <summary>
/// Holds a flow of bytes to a rate: a token bucket, kept as the moment up to which the bytes so far are paid (the virtual
/// scheduling form of GCRA, ITU-T I.371). A timer that fires late is made up for, so that the rate is met also with timers
/// of a few milliseconds. Who asks first is served first: flows that ask in steps of one size get equal shares.
/// Any thread may call.
/// </summary>
public sealed class RateLimiter
{
    /// <summary>What may come at once after a silence, and what a late timer may be behind.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(100);

    /// <summary>A step this long keeps several flows alive and moving, without a timer for every packet.</summary>
    private static readonly TimeSpan StepTime = TimeSpan.FromMilliseconds(20);

    private const int SmallestStep = 1024;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly double _ticksPerByte;
    private readonly double _burst;
    private readonly long _origin;
    private double _paidUntil;

    /// <summary>Makes a limiter whose burst is not used yet.</summary>
    /// <param name="bytesPerSecond">The rate, at least 1.</param>
    /// <param name="time">The clock.</param>
    public RateLimiter(long bytesPerSecond, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesPerSecond, 1);
        (_time, BytesPerSecond) = (time, bytesPerSecond);
        _ticksPerByte = (double)time.TimestampFrequency / bytesPerSecond;
        _burst = Burst.TotalSeconds * time.TimestampFrequency;
        _origin = time.GetTimestamp();
        _paidUntil = -_burst;
    }

    /// <summary>Bytes a second.</summary>
    public long BytesPerSecond { get; }

    /// <summary>How many of some bytes to ask for at once, so that the flow is smooth and others come in between.</summary>
    /// <param name="most">What is there to send, or room to receive; at least 1.</param>
    public int StepOf(int most) => (int)Math.Min(most, Math.Max(SmallestStep, BytesPerSecond * StepTime.TotalSeconds));

    /// <summary>Waits until bytes may flow.</summary>
    /// <param name="bytes">How many; more than <see cref="StepOf"/> advises is allowed, and paid for by the next.</param>
    /// <param name="cancellationToken">Gives up; the bytes do not count then.</param>
    public ValueTask TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        var cost = bytes * _ticksPerByte;
        double wait;
        lock (_gate)
        {
            // Counted from the start: a double has no room for parts of a tick in what some clocks count from.
            double now = _time.GetTimestamp() - _origin;
            _paidUntil = Math.Max(_paidUntil, now - _burst) + cost;
            wait = _paidUntil - cost - now;
        }

        return wait <= 0 ? ValueTask.CompletedTask : WaitAsync(TimeSpan.FromSeconds(wait / _time.TimestampFrequency), cost, cancellationToken);
    }

    private async ValueTask WaitAsync(TimeSpan wait, double cost, CancellationToken cancellationToken)
    {
        try
        {
            // A timer has whole milliseconds.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), _time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                _paidUntil -= cost;
            }

            throw;
        }
    }
}
