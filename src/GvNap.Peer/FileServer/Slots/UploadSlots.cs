namespace GvNap.Peer.FileServer.Slots;

/// <summary>
/// A fixed number of uploads at a time, and one queue for the rest, whichever protocol they speak. Who waits asks again
/// and again, which keeps its place; an ask is held for a moment, so that a slot that is given back goes to the next at once.
/// </summary>
internal sealed class UploadSlots
{
    /// <summary>Between two asks that are held: as good as none.</summary>
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(100);

    /// <summary>However long the wait, those that cannot be held ask again within this.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly FileServerOptions _options;
    private readonly TimeProvider _time;
    private readonly SlotHolders _holders = new();
    private readonly UploadQueue _queue;
    private readonly TurnLength _turns = new();

    /// <summary>Makes the slots.</summary>
    public UploadSlots(FileServerOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _queue = new UploadQueue(_holders);
    }

    /// <summary>Slots that are taken.</summary>
    public int Taken
    {
        get
        {
            lock (_gate)
            {
                return _holders.Count;
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
                _queue.DropAbsent(_time.GetTimestamp());
                return _queue.Count;
            }
        }
    }

    /// <summary>Asks for a slot.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="patience">How long the answer may be held back from one who was told its place before.</param>
    /// <param name="cancellationToken">It asks no more.</param>
    public async ValueTask<UploadAnswer> AskAsync(UploadClient client, TimeSpan patience, CancellationToken cancellationToken)
    {
        var ask = new TaskCompletionSource<UploadSlot>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isHeld;
        lock (_gate)
        {
            _queue.DropAbsent(_time.GetTimestamp());
            isHeld = _queue.Find(client) is not null && patience > TimeSpan.Zero;
            (_queue.Find(client) ?? _queue.Enter(client, _time.GetTimestamp()))?.Asking.Add(ask);
            Reclaim();
            GiveFree();
        }

        if (isHeld && !ask.Task.IsCompleted)
        {
            await ((Task)ask.Task).WaitAsync(patience, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_gate)
        {
            return Conclude(ask, client, patience > TimeSpan.Zero, cancellationToken);
        }
    }

    /// <inheritdoc cref="UploadSlot.TryUse"/>
    internal bool TryUse(UploadSlot slot)
    {
        lock (_gate)
        {
            if (_queue.Count == 0)
            {
                // However little it was used: nobody was kept waiting.
                slot.UsedUntil = _time.GetTimestamp();
            }
            else if (_time.GetElapsedTime(slot.Taken) > _options.SlotTurn && _queue.HasOther(slot.Client))
            {
                Drop(slot);
            }

            return _holders.Contains(slot);
        }
    }

    /// <summary>So many bytes keep a slot for a while, and no longer: it is not held by a byte now and then.</summary>
    internal bool Pay(UploadSlot slot, int bytes)
    {
        lock (_gate)
        {
            var earned = Ticks(TimeSpan.FromSeconds((double)bytes / _options.UsefulRate));
            slot.UsedUntil = _queue.Count > 0 ? Math.Min(_time.GetTimestamp(), slot.UsedUntil + earned) : _time.GetTimestamp();
            return _holders.Contains(slot);
        }
    }

    /// <summary>The slot's time stands still.</summary>
    internal long BeginExcuse(UploadSlot slot)
    {
        lock (_gate)
        {
            slot.IsExcused = true;
            return _time.GetTimestamp();
        }
    }

    /// <summary>The slot's time goes on.</summary>
    internal void EndExcuse(UploadSlot slot, long start)
    {
        lock (_gate)
        {
            slot.IsExcused = false;
            slot.UsedUntil += _time.GetTimestamp() - start;
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

    private UploadAnswer Conclude(TaskCompletionSource<UploadSlot> ask, UploadClient client, bool mayBeHeld, CancellationToken cancellationToken)
    {
        if (ask.Task.IsCompleted)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Drop(ask.Task.Result);
                cancellationToken.ThrowIfCancellationRequested();
            }

            return new UploadAnswer(ask.Task.Result, default);
        }

        var waiter = _queue.Find(client);
        var position = waiter is null ? _queue.Count + 1 : _queue.PlaceOf(waiter);
        var wait = _turns.WaitAt(position, _options.UploadSlots);
        var pause = mayBeHeld && waiter is not null ? ShortPause : PauseFor(wait);
        if (waiter is not null)
        {
            waiter.Asking.Remove(ask);
            waiter.KeptUntil = _time.GetTimestamp() + Ticks(pause + _options.RetryAfter);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new UploadAnswer(null, new UploadPlace(position, wait, pause));
    }

    private TimeSpan PauseFor(TimeSpan wait) => wait / 2 < _options.RetryAfter ? _options.RetryAfter : wait / 2 < LongestPause ? wait / 2 : LongestPause;

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    /// <summary>If somebody waits: takes the slots of those that ask for nothing, or take next to nothing of what they asked for.</summary>
    private void Reclaim()
    {
        if (_queue.Count > _options.UploadSlots - _holders.Count)
        {
            foreach (var slot in _holders.Where(slot => !slot.IsExcused && _time.GetElapsedTime(slot.UsedUntil) > _options.SlotIdle))
            {
                Drop(slot);
            }
        }
    }

    private void Drop(UploadSlot slot)
    {
        if (_holders.Remove(slot))
        {
            _turns.Add(_time.GetElapsedTime(slot.Taken));
            Telemetry.Uploads.Add(-1);
            GiveFree();
        }
    }

    /// <summary>Gives free slots to those that are next. One that does not ask at this moment has its slot kept.</summary>
    private void GiveFree()
    {
        _queue.DropAbsent(_time.GetTimestamp());
        var kept = new HashSet<UploadWaiter>();
        while (_holders.Count + kept.Count < _options.UploadSlots && _queue.Next(kept) is { } waiter)
        {
            if (waiter.Asking.Count == 0)
            {
                kept.Add(waiter);
                continue;
            }

            var slot = new UploadSlot(this, waiter.Client, _time.GetTimestamp(), _time.GetElapsedTime(waiter.Since));
            _holders.Add(slot);
            Telemetry.Uploads.Add(1);
            Telemetry.UploadWait.Record(slot.Waited.TotalSeconds);
            waiter.Asking[0].SetResult(slot);
            waiter.Asking.RemoveAt(0);
            _queue.Leave(waiter);
            if (waiter.Asking.Count > 0)
            {
                // Its other connections go to the end of the queue.
                _queue.Enter(waiter.Client, waiter.Since)?.Asking.AddRange(waiter.Asking);
            }
        }
    }
}
