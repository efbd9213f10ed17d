using GvNap.Peer.FileServer.Slots;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.FileServer;

/// <summary>The upload slot of one connection: taken when it is first needed, and again if it was given to others meanwhile.</summary>
internal sealed class ConnectionSlot(FileServices services) : IDisposable
{
    private UploadSlot? _slot;

    /// <summary>Sees to it that the connection has a slot; one who was told its place before is held for a moment.</summary>
    /// <returns>The slot; or, if there is none, what to answer.</returns>
    public async ValueTask<(UploadSlot? Slot, FileReply Busy)> TakeAsync(UploadClient client, CancellationToken cancellationToken)
    {
        if (_slot is not null && _slot.TryUse())
        {
            return (_slot, default);
        }

        (_slot, var place) = await services.Slots.AskAsync(client, services.Options.RetryAfter, cancellationToken);
        return (_slot, new FileReply(new Envelope
        {
            Busy = new Busy
            {
                QueuePosition = (uint)place.Position,
                RetryAfterMilliseconds = (uint)place.RetryAfter.TotalMilliseconds,
                ExpectedWaitMilliseconds = (ulong)place.ExpectedWait.TotalMilliseconds,
            },
        }));
    }

    /// <inheritdoc/>
    public void Dispose() => _slot?.Dispose();
}
