namespace GvNap.Peer.FileServer.Slots;

/// <summary>One that waits for a slot. Of <see cref="UploadQueue"/> and <see cref="UploadSlots"/> alone.</summary>
/// <param name="client">Who it is.</param>
/// <param name="arrival">When it came, in the order of all.</param>
/// <param name="since">When it came, as a timestamp.</param>
internal sealed class UploadWaiter(UploadClient client, long arrival, long since)
{
    /// <summary>Who it is.</summary>
    public UploadClient Client { get; } = client;

    /// <summary>When it came, in the order of all.</summary>
    public long Arrival { get; } = arrival;

    /// <summary>When it came, as a timestamp.</summary>
    public long Since { get; } = since;

    /// <summary>Its connections that ask at this moment, oldest first; each gets a slot or is told its place.</summary>
    public List<TaskCompletionSource<UploadSlot>> Asking { get; } = [];

    /// <summary>Until when it keeps its place without asking, as a timestamp.</summary>
    public long KeptUntil { get; set; }
}
