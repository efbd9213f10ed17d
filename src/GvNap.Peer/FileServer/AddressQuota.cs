using System.Net;
using System.Net.Sockets;

namespace GvNap.Peer.FileServer;

/// <summary>Counts connections, also by address. Whoever has an IPv6 address has its whole /64, so that counts as one.</summary>
/// <param name="limit">Connections an address.</param>
/// <param name="totalLimit">Connections in all.</param>
internal sealed class AddressQuota(int limit, int totalLimit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = [];
    private int _total;

    /// <summary>Connections in all.</summary>
    public int Total => Volatile.Read(ref _total);

    /// <summary>What an address counts as.</summary>
    public static string KeyOf(EndPoint? endpoint)
    {
        if (endpoint is not IPEndPoint { Address: var address })
        {
            return "";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    /// <summary>Counts a connection.</summary>
    /// <returns>False if its address has too many, or all have; it is not counted then.</returns>
    public bool TryEnter(string key)
    {
        lock (_gate)
        {
            var count = _counts.GetValueOrDefault(key);
            if (count >= limit || _total >= totalLimit)
            {
                return false;
            }

            _counts[key] = count + 1;
            _total++;
            return true;
        }
    }

    /// <summary>Counts a connection no more.</summary>
    public void Leave(string key)
    {
        lock (_gate)
        {
            _total--;
            if (--_counts[key] == 0)
            {
                _counts.Remove(key);
            }
        }
    }
}
