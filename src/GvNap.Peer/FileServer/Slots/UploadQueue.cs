namespace GvNap.Peer.FileServer.Slots;

/// <summary>
/// Those that wait for a slot, and in which order they get one: who has fewer by its address comes first, then who has
/// fewer by its user, then who came first. Not for several threads at once.
/// </summary>
internal sealed class UploadQueue(SlotHolders holders)
{
    private const int MaxWaiting = 1_000;

    /// <summary>So that no address fills the queue alone: as many as may connect from one.</summary>
    private const int MaxWaitingPerAddress = 64;

    private readonly List<UploadWaiter> _waiting = [];
    private long _arrivals;

    /// <summary>Those that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Finds somebody who waits already.</summary>
    public UploadWaiter? Find(UploadClient client) => _waiting.Find(waiter => waiter.Client == client);

    /// <summary>Whether anybody but one waits.</summary>
    public bool HasOther(UploadClient client) => _waiting.Exists(waiter => waiter.Client != client);

    /// <summary>Enters the queue.</summary>
    /// <param name="client">Who enters.</param>
    /// <param name="since">Since when it waits, as a timestamp.</param>
    /// <returns>Null if it is full.</returns>
    public UploadWaiter? Enter(UploadClient client, long since)
    {
        if (_waiting.Count >= MaxWaiting || _waiting.Count(other => other.Client.Address == client.Address) >= MaxWaitingPerAddress)
        {
            return null;
        }

        var waiter = new UploadWaiter(client, _arrivals++, since);
        _waiting.Add(waiter);
        return waiter;
    }

    /// <summary>Leaves the queue, with a slot or without.</summary>
    public void Leave(UploadWaiter waiter) => _waiting.Remove(waiter);

    /// <summary>Drops those that have stayed away for too long.</summary>
    public void DropAbsent(long now) => _waiting.RemoveAll(waiter => waiter.Asking.Count == 0 && now > waiter.KeptUntil);

    /// <summary>A waiter's place, 1 being the next.</summary>
    public int PlaceOf(UploadWaiter waiter)
    {
        var own = Rank(waiter);
        return 1 + _waiting.Count(other => Rank(other).CompareTo(own) < 0);
    }

    /// <summary>Who is next, but for some.</summary>
    public UploadWaiter? Next(HashSet<UploadWaiter> except) => _waiting.Where(waiter => !except.Contains(waiter)).MinBy(Rank);

    private (int ByAddress, int ByUser, long Arrival) Rank(UploadWaiter waiter) =>
        (holders.CountOfAddress(waiter.Client), holders.CountOfUser(waiter.Client), waiter.Arrival);
}
