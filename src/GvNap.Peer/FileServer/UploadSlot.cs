namespace GvNap.Peer.FileServer;

/// <summary>An upload slot that a connection holds. It keeps it between requests, unless others wait and it asks for nothing.</summary>
internal sealed class UploadSlot(UploadSlots slots, UploadClient client, long taken) : IDisposable
{
    /// <summary>Whose it is.</summary>
    public UploadClient Client { get; } = client;

    /// <summary>Whether a reply is under way. Of <see cref="UploadSlots"/> alone.</summary>
    internal bool IsBusy { get; set; }

    /// <summary>Until when what was sent counts as its use. Of <see cref="UploadSlots"/> alone.</summary>
    internal long LastUsed { get; set; } = taken;

    /// <summary>Starts to use it.</summary>
    /// <returns>False if it was given to somebody else.</returns>
    public bool Begin() => slots.Begin(this);

    /// <summary>Ends what <see cref="Begin"/> started.</summary>
    /// <param name="bytes">File bytes that were sent.</param>
    public void End(int bytes) => slots.End(this, bytes);

    /// <summary>Gives it back.</summary>
    public void Dispose() => slots.Return(this);
}
