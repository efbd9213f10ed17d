using System.Net;
using System.Net.Sockets;
using GvNap.Index.Reachability;
using GvNap.Protocol.Naming;

namespace GvNap.Index.Bans;

/// <summary>All bans at one moment. Never changed; asked for each connection, so that its cost is that of the different lengths of ranges, not of the bans.</summary>
internal sealed class BanList
{
    /// <summary>Nobody is shut out.</summary>
    public static readonly BanList Empty = new([]);

    private readonly Dictionary<string, Ban> _users = [];
    private readonly Dictionary<(AddressFamily Family, int Length), Dictionary<IPAddress, Ban>> _ranges = [];

    /// <summary>Makes a list; of several bans of one target the last counts.</summary>
    public BanList(IEnumerable<Ban> bans)
    {
        var byTarget = new Dictionary<BanTarget, Ban>();
        foreach (var ban in bans)
        {
            byTarget[ban.Target] = ban;
        }

        All = [.. byTarget.Values.OrderBy(ban => ban.Target is BanTarget.User).ThenBy(ban => ban.Target.ToString(), StringComparer.Ordinal)];
        foreach (var ban in All)
        {
            Add(ban);
        }
    }

    /// <summary>All bans: ranges first, in the order of their text.</summary>
    public IReadOnlyList<Ban> All { get; }

    /// <summary>The ban of a target as it was written; null if there is none.</summary>
    public Ban? Find(BanTarget target) => target switch
    {
        BanTarget.User user => _users.GetValueOrDefault(user.Name),
        BanTarget.Addresses { Network: var network } => _ranges.TryGetValue(KeyOf(network), out var range) ? range.GetValueOrDefault(network.BaseAddress) : null,
        _ => null,
    };

    /// <summary>The ban of the smallest range with an address; null if it is not shut out.</summary>
    public Ban? Find(IPAddress address)
    {
        if (_ranges.Count == 0)
        {
            return null;
        }

        address = AddressRules.Normalise(address);
        Ban? found = null;
        var longest = -1;
        foreach (var ((family, length), range) in _ranges)
        {
            if (family == address.AddressFamily && length > longest && range.TryGetValue(BanTarget.Mask(address, length), out var ban))
            {
                (found, longest) = (ban, length);
            }
        }

        return found;
    }

    /// <summary>The ban of a user name, in any case; null if it is not shut out.</summary>
    public Ban? FindUser(string name) => _users.Count == 0 ? null : _users.GetValueOrDefault(UserName.Fold(name));

    private static (AddressFamily Family, int Length) KeyOf(IPNetwork network) => (network.BaseAddress.AddressFamily, network.PrefixLength);

    private void Add(Ban ban)
    {
        if (ban.Target is BanTarget.User user)
        {
            _users[user.Name] = ban;
        }
        else if (ban.Target is BanTarget.Addresses { Network: var network })
        {
            if (!_ranges.TryGetValue(KeyOf(network), out var range))
            {
                _ranges[KeyOf(network)] = range = [];
            }

            range[network.BaseAddress] = ban;
        }
    }
}
