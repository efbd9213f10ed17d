namespace GvNap.Peer.FileServer;

/// <summary>An upload slot that a connection holds. It keeps it between requests, unless others wait and it asks for nothing.</summary>
internal sealed class UploadSlot(UploadSlots slots, UploadClient client, long taken) : IDisposable
{
    /// <summary>Whose it is.</summary>
    public UploadClient Client { get; } = client;

    /// <summary>Whether a reply is under way. Of <see cref="UploadSlots"/> alone.</summary>
    internal bool IsBusy { get; set; }

    /// <summary>When it was last used. Of <see cref="UploadSlots"/> alone.</summary>
    internal long LastUsed { get; set; } = taken;

    /// <summary>Starts to use it.</summary>
    /// <returns>False if it was given to somebody else.</returns>
    public bool Begin() => slots.Begin(this);

    /// <summary>Ends what <see cref="Begin"/> started.</summary>
    public void End() => slots.End(this);

    /// <summary>Gives it back.</summary>
    public void Dispose() => slots.Return(this);
}
