namespace GvNap.Peer.FileServer.Slots;

/// <summary>
/// An upload slot that a connection holds. It keeps it as long as nobody waits; otherwise as long as it takes bytes at a
/// useful rate, and no longer than a turn. One caller at a time.
/// </summary>
internal sealed class UploadSlot(UploadSlots slots, UploadClient client, long now, TimeSpan waited) : IDisposable
{
    /// <summary>Whose it is.</summary>
    public UploadClient Client { get; } = client;

    /// <summary>How long its holder waited for it.</summary>
    public TimeSpan Waited { get; } = waited;

    /// <summary>When its turn began. Of <see cref="UploadSlots"/> alone.</summary>
    internal long Taken { get; } = now;

    /// <summary>Until when the bytes that were taken count as its use. Of <see cref="UploadSlots"/> alone.</summary>
    internal long UsedUntil { get; set; } = now;

    /// <summary>Whether the remote side waits for this one, and not the other way round. Of <see cref="UploadSlots"/> alone.</summary>
    internal bool IsExcused { get; set; }

    /// <summary>Whether a further reply may be made with it. At the end of its turn it is given to whoever waits.</summary>
    public bool TryUse() => slots.TryUse(this);

    /// <summary>The remote side took bytes.</summary>
    /// <returns>False if it took them so slowly that the slot was given to somebody who waits.</returns>
    public bool Pay(int bytes) => slots.Pay(this, bytes);

    /// <summary>From here on the remote side waits for this one, until the result is disposed of.</summary>
    public Excuse Excuse() => new(slots, this);

    /// <summary>Gives it back.</summary>
    public void Dispose() => slots.Return(this);
}
