namespace GvNap.Peer.FileServer;

/// <summary>Who asks for a slot: those of one address share its turn, and so do the connections of one user there.</summary>
/// <param name="Address">The remote address.</param>
/// <param name="User">The name that the remote side gives itself; a claim.</param>
internal readonly record struct UploadClient(string Address, string User);

/// <summary>
/// A fixed number of uploads at a time, and a queue for the rest. Those that wait ask again from time to time, which
/// keeps their place. A second slot for an address waits until others have their first; likewise for a user.
/// </summary>
internal sealed class UploadSlots(FileServerOptions options, TimeProvider time)
{
    private const int MaxWaiting = 1_000;

    /// <summary>So that no address fills the queue alone: as many as may connect from one.</summary>
    private const int MaxWaitingPerAddress = 64;

    /// <summary>Whoever takes less than this, bytes a second, does not use its slot; the limit for a reply under way is the like.</summary>
    private const int SlowestRate = 8 * 1024;

    private readonly Lock _gate = new();
    private readonly List<UploadSlot> _taken = [];
    private readonly List<Waiter> _waiting = [];
    private long _arrivals;

    /// <summary>Slots that are taken.</summary>
    public int Taken
    {
        get
        {
            lock (_gate)
            {
                return _taken.Count;
            }
        }
    }

    /// <summary>Those that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                DropAbsent();
                return _waiting.Count;
            }
        }
    }

    /// <summary>Asks for a slot.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="position">If there is none: the place in the queue, 1 being the next.</param>
    /// <returns>The slot, or null if all are taken.</returns>
    public UploadSlot? TryTake(UploadClient client, out int position)
    {
        lock (_gate)
        {
            DropAbsent();
            ReclaimIdle();
            var free = options.UploadSlots - _taken.Count;
            var waiter = FindOrQueue(client);
            position = 1 + (waiter is null ? _waiting.Count : Ahead(waiter)) - free;
            if (position > 0)
            {
                return null;
            }

            _waiting.Remove(waiter!);
            var slot = new UploadSlot(this, client, time.GetTimestamp());
            _taken.Add(slot);
            Telemetry.Uploads.Add(1);
            return slot;
        }
    }

    /// <summary>Starts to use a slot.</summary>
    /// <returns>False if it was given to somebody else, because it was not used.</returns>
    internal bool Begin(UploadSlot slot)
    {
        lock (_gate)
        {
            slot.IsBusy = _taken.Contains(slot);
            return slot.IsBusy;
        }
    }

    /// <summary>Ends a use of a slot. So many bytes keep it for a while, and no longer: it cannot be held by reading a byte now and then.</summary>
    internal void End(UploadSlot slot, int bytes)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var earned = Ticks(TimeSpan.FromSeconds((double)bytes / SlowestRate));
            (slot.IsBusy, slot.LastUsed) = (false, Math.Min(now, Math.Max(slot.LastUsed, now - Ticks(options.SlotIdle)) + earned));
        }
    }

    /// <summary>Gives a slot back.</summary>
    internal void Return(UploadSlot slot)
    {
        lock (_gate)
        {
            Drop(slot);
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    private void DropAbsent() => _waiting.RemoveAll(waiter => time.GetElapsedTime(waiter.LastAsked) > 3 * options.RetryAfter);

    private void ReclaimIdle()
    {
        foreach (var slot in _taken.FindAll(slot => !slot.IsBusy && time.GetElapsedTime(slot.LastUsed) > options.SlotIdle))
        {
            Drop(slot);
        }
    }

    private void Drop(UploadSlot slot)
    {
        if (_taken.Remove(slot))
        {
            Telemetry.Uploads.Add(-1);
        }
    }

    private Waiter? FindOrQueue(UploadClient client)
    {
        var waiter = _waiting.Find(waiter => waiter.Client == client);
        if (waiter is null && _waiting.Count < MaxWaiting && _waiting.Count(other => other.Client.Address == client.Address) < MaxWaitingPerAddress)
        {
            waiter = new Waiter(client, _arrivals++);
            _waiting.Add(waiter);
        }

        if (waiter is not null)
        {
            waiter.LastAsked = time.GetTimestamp();
        }

        return waiter;
    }

    private int Ahead(Waiter waiter)
    {
        var own = Rank(waiter);
        return _waiting.Count(other => Rank(other).CompareTo(own) < 0);
    }

    private (int ByAddress, int ByUser, long Arrival) Rank(Waiter waiter) => (
        _taken.Count(slot => slot.Client.Address == waiter.Client.Address),
        _taken.Count(slot => slot.Client.User == waiter.Client.User),
        waiter.Arrival);

    private sealed class Waiter(UploadClient client, long arrival)
    {
        public UploadClient Client { get; } = client;

        public long Arrival { get; } = arrival;

        public long LastAsked { get; set; }
    }
}
