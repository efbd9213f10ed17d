namespace GvNap.Peer.Rates;

/// <summary>The limits of one direction: of all transfers together, and of each.</summary>
public sealed class RateLimits
{
    private readonly RateLimiter? _whole;
    private readonly long _perTransfer;
    private readonly TimeProvider _time;

    /// <summary>Makes the limits.</summary>
    /// <param name="whole">Bytes a second of all transfers together; 0: no limit.</param>
    /// <param name="perTransfer">Bytes a second of each transfer; 0: no limit.</param>
    /// <param name="time">The clock.</param>
    public RateLimits(long whole, long perTransfer, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(whole);
        ArgumentOutOfRangeException.ThrowIfNegative(perTransfer);
        (_perTransfer, _time) = (perTransfer, time);
        _whole = Make(whole);
    }

    /// <summary>No limits.</summary>
    public static RateLimits None { get; } = new(0, 0, TimeProvider.System);

    /// <summary>A transfer begins.</summary>
    public TransferRate Begin() => new(_whole, Make(_perTransfer), _whole is null ? null : new SemaphoreSlim(1, 1));

    private RateLimiter? Make(long rate) => rate > 0 ? new RateLimiter(rate, _time) : null;
}
