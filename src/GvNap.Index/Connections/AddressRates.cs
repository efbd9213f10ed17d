using System.Collections.Concurrent;
using System.Net;

namespace GvNap.Index.Connections;

/// <summary>A <see cref="TokenBucket"/> for each address; those that nobody takes from are forgotten.</summary>
/// <param name="perSecond">Tokens that come back each second.</param>
/// <param name="burst">Tokens that a bucket holds when full.</param>
/// <param name="time">The clock.</param>
internal sealed class AddressRates(int perSecond, int burst, TimeProvider time)
{
    private const int MaxIdle = 1024;

    private readonly ConcurrentDictionary<IPAddress, TokenBucket> _buckets = new();

    /// <summary>The bucket of an address.</summary>
    public TokenBucket Of(IPAddress address)
    {
        if (_buckets.Count > MaxIdle)
        {
            ForgetIdle();
        }

        return _buckets.GetOrAdd(address, _ => new TokenBucket(perSecond, burst, time));
    }

    private void ForgetIdle()
    {
        foreach (var (address, bucket) in _buckets)
        {
            if (bucket.IsFull)
            {
                _buckets.TryRemove(address, out _);
            }
        }
    }
}
