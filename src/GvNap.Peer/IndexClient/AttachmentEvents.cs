using GvNap.Protocol.Messages;

namespace GvNap.Peer.IndexClient;

/// <summary>Whom an attachment tells what.</summary>
/// <param name="Pushed">The server said something unasked. On the connection's reading loop: must not block.</param>
/// <param name="Refused">The server refused shared files: how many in all.</param>
/// <param name="Synchronised">The index has what was shared.</param>
/// <param name="KeepAsync">What else there is to do on the connection while it lasts. Ends when it is cancelled, not before.</param>
internal sealed record AttachmentEvents(
    Action<Envelope> Pushed, Action<int> Refused, Action Synchronised, Func<IndexConnection, CancellationToken, Task> KeepAsync);
