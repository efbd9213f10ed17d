using System.Net;
using System.Net.Sockets;

namespace GvNap.Index.Connections;

/// <summary>Counts the connections of each address, and refuses those above the limit. A /64 of IPv6 counts as one: its owner has all of it.</summary>
/// <param name="limit">Connections at once.</param>
internal sealed class AddressQuota(int limit)
{
    private const int NetworkLength = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _counts = [];

    /// <summary>Counts a connection from an address, unless that has too many.</summary>
    /// <returns>False if the connection must be refused; then there is nothing to <see cref="Leave"/>.</returns>
    public bool TryEnter(IPAddress address)
    {
        var key = KeyOf(address);
        lock (_gate)
        {
            var count = _counts.GetValueOrDefault(key);
            if (count >= limit)
            {
                return false;
            }

            _counts[key] = count + 1;
            return true;
        }
    }

    /// <summary>A connection that was counted has ended.</summary>
    public void Leave(IPAddress address)
    {
        var key = KeyOf(address);
        lock (_gate)
        {
            if (--_counts[key] == 0)
            {
                _counts.Remove(key);
            }
        }
    }

    /// <summary>What an address counts as: itself, or its network.</summary>
    public static IPAddress KeyOf(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkLength).Clear();
        return new IPAddress(bytes);
    }
}
