using System.Net;
using GvNap.Index.Connections;

namespace GvNap.Index.Reachability;

/// <summary>Bounds the dials of the whole server, and those to one address, so that it is no tool to flood others with.</summary>
internal sealed class ProbeThrottle(IndexLimits limits, TimeProvider time)
{
    /// <summary>How long a dial may wait for its turn; one that would wait longer is not made.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int BurstSeconds = 4;

    private readonly TokenBucket _all = new(limits.ProbesPerSecond, limits.ProbesPerSecond, time);
    private readonly AddressRates _targets = new(limits.ProbesPerTarget, limits.ProbesPerTarget * BurstSeconds, time);

    /// <summary>Waits for the server's turn.</summary>
    /// <returns>False if it would take too long.</returns>
    public Task<bool> WaitAsync(CancellationToken cancellationToken) => WaitAsync(_all, cancellationToken);

    /// <summary>Waits until an address may be dialled once more.</summary>
    /// <returns>False if it would take too long.</returns>
    public Task<bool> WaitAsync(IPAddress target, CancellationToken cancellationToken) => WaitAsync(_targets.Of(target), cancellationToken);

    private async Task<bool> WaitAsync(TokenBucket bucket, CancellationToken cancellationToken)
    {
        if (!bucket.TryTake(Patience, out var wait))
        {
            return false;
        }

        await Task.Delay(wait, time, cancellationToken);
        return true;
    }
}
