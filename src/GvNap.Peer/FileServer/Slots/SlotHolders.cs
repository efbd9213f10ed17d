namespace GvNap.Peer.FileServer.Slots;

/// <summary>The slots that are taken, and how many each address and each user has. Not for several threads at once.</summary>
internal sealed class SlotHolders
{
    private readonly HashSet<UploadSlot> _slots = [];
    private readonly Dictionary<string, int> _byAddress = [];
    private readonly Dictionary<string, int> _byUser = [];

    /// <summary>Slots that are taken.</summary>
    public int Count => _slots.Count;

    /// <summary>Whether a slot is still its holder's.</summary>
    public bool Contains(UploadSlot slot) => _slots.Contains(slot);

    /// <summary>Slots of an address.</summary>
    public int CountOfAddress(UploadClient client) => _byAddress.GetValueOrDefault(client.Address);

    /// <summary>Slots of a user, wherever; those who give no name are not one user.</summary>
    public int CountOfUser(UploadClient client) => client.User.Length > 0 ? _byUser.GetValueOrDefault(client.User) : 0;

    /// <summary>Those for which a condition holds.</summary>
    public IReadOnlyList<UploadSlot> Where(Func<UploadSlot, bool> condition) => [.. _slots.Where(condition)];

    /// <summary>A slot is taken.</summary>
    public void Add(UploadSlot slot)
    {
        _slots.Add(slot);
        Change(slot.Client, 1);
    }

    /// <summary>A slot is taken no more.</summary>
    /// <returns>False if it was not.</returns>
    public bool Remove(UploadSlot slot)
    {
        if (!_slots.Remove(slot))
        {
            return false;
        }

        Change(slot.Client, -1);
        return true;
    }

    private static void Change(Dictionary<string, int> counts, string key, int change)
    {
        if (counts.GetValueOrDefault(key) + change is var count and > 0)
        {
            counts[key] = count;
        }
        else
        {
            counts.Remove(key);
        }
    }

    private void Change(UploadClient client, int change)
    {
        Change(_byAddress, client.Address, change);
        Change(_byUser, client.User, change);
    }
}
