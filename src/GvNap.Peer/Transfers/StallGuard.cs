namespace GvNap.Peer.Transfers;

/// <summary>Cancels an exchange with a source that sends next to nothing for a while. Time in which we ask nothing of it, or wait for our own disk, is not held against it.</summary>
internal sealed class StallGuard : IDisposable
{
    private readonly CancellationTokenSource _stalled;
    private readonly ITimer _timer;
    private readonly long _leastBytes;
    private long _bytes;
    private int _pauses;
    private int _wasPaused;

    /// <summary>Starts to watch.</summary>
    /// <param name="period">How long the source may be silent.</param>
    /// <param name="slowestRate">Bytes a second that it must send at least.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels for another reason.</param>
    public StallGuard(TimeSpan period, long slowestRate, TimeProvider time, CancellationToken cancellationToken)
    {
        _stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _leastBytes = Math.Max(1, (long)(slowestRate * period.TotalSeconds));
        _timer = time.CreateTimer(static guard => ((StallGuard)guard!).Check(), this, period, period);
    }

    /// <summary>Is cancelled when the source stalls, or for the other reason.</summary>
    public CancellationToken Token => _stalled.Token;

    /// <summary>Whether the source stalled.</summary>
    public bool HasStalled { get; private set; }

    /// <summary>Bytes came.</summary>
    public void Add(int bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>The source owes nothing until <see cref="Resume"/>, and until the check after that.</summary>
    public void Pause()
    {
        Interlocked.Increment(ref _pauses);
        Volatile.Write(ref _wasPaused, 1);
    }

    /// <summary>Ends what <see cref="Pause"/> began.</summary>
    public void Resume() => Interlocked.Decrement(ref _pauses);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _stalled.Dispose();
    }

    private void Check()
    {
        var bytes = Interlocked.Exchange(ref _bytes, 0);
        var isExcused = Interlocked.Exchange(ref _wasPaused, 0) == 1 || Volatile.Read(ref _pauses) > 0;
        if (!isExcused && bytes < _leastBytes)
        {
            HasStalled = true;
            try
            {
                _stalled.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The exchange ended while the timer fired.
            }
        }
    }
}
