using System.Collections.Concurrent;
using System.Net;
using GvNap.Index.Connections;

namespace GvNap.Index.Reachability;

/// <summary>Bounds the dials of the whole server, and those to one address, so that it is no tool to flood others with.</summary>
internal sealed class ProbeThrottle(IndexLimits limits, TimeProvider time)
{
    /// <summary>How long a dial may wait for its turn; one that would wait longer is not made.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int BurstSeconds = 4;
    private const int MaxIdleTargets = 1024;

    private readonly TokenBucket _all = new(limits.ProbesPerSecond, limits.ProbesPerSecond, time);
    private readonly ConcurrentDictionary<IPAddress, TokenBucket> _targets = new();

    /// <summary>Waits for the server's turn.</summary>
    /// <returns>False if it would take too long.</returns>
    public Task<bool> WaitAsync(CancellationToken cancellationToken) => WaitAsync(_all, cancellationToken);

    /// <summary>Waits until an address may be dialled once more.</summary>
    /// <returns>False if it would take too long.</returns>
    public Task<bool> WaitAsync(IPAddress target, CancellationToken cancellationToken)
    {
        if (_targets.Count > MaxIdleTargets)
        {
            ForgetIdleTargets();
        }

        return WaitAsync(_targets.GetOrAdd(target, _ => new TokenBucket(limits.ProbesPerTarget, limits.ProbesPerTarget * BurstSeconds, time)), cancellationToken);
    }

    private async Task<bool> WaitAsync(TokenBucket bucket, CancellationToken cancellationToken)
    {
        if (!bucket.TryTake(Patience, out var wait))
        {
            return false;
        }

        await Task.Delay(wait, time, cancellationToken);
        return true;
    }

    private void ForgetIdleTargets()
    {
        foreach (var (target, bucket) in _targets)
        {
            if (bucket.IsFull)
            {
                _targets.TryRemove(target, out _);
            }
        }
    }
}
