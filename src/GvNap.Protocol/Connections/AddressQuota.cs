using System.Net;
using System.Net.Sockets;

namespace GvNap.Protocol.Connections;

/// <summary>
/// Counts connections, in all and by address, and refuses those above a limit. A /64 of IPv6 counts as one: its owner has
/// all of it. Any thread may call.
/// </summary>
/// <param name="limit">Connections an address.</param>
/// <param name="totalLimit">Connections in all.</param>
public sealed class AddressQuota(int limit, int totalLimit = int.MaxValue)
{
    /// <summary>Bytes of an IPv6 address that are its network's.</summary>
    private const int NetworkLength = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _counts = [];
    private int _total;

    /// <summary>Connections in all.</summary>
    public int Total => Volatile.Read(ref _total);

    /// <summary>What an address counts as: itself, or its network.</summary>
    public static IPAddress KeyOf(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkLength).Clear();
        return new IPAddress(bytes);
    }

    /// <summary>Counts a connection from an address.</summary>
    /// <returns>False if it must be refused; then there is nothing to <see cref="Leave"/>.</returns>
    public bool TryEnter(IPAddress address) => Enter(address) == Admission.Admitted;

    /// <summary>Counts a connection from an address, or says which limit it would exceed; then there is nothing to <see cref="Leave"/>.</summary>
    public Admission Enter(IPAddress address)
    {
        var key = KeyOf(address);
        lock (_gate)
        {
            var count = _counts.GetValueOrDefault(key);
            if (count >= limit)
            {
                return Admission.AddressIsFull;
            }

            if (_total >= totalLimit)
            {
                return Admission.AllIsFull;
            }

            _counts[key] = count + 1;
            _total++;
            return Admission.Admitted;
        }
    }

    /// <summary>A connection that was counted has ended.</summary>
    public void Leave(IPAddress address)
    {
        var key = KeyOf(address);
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
