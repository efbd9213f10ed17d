using GvNap.Protocol.Messages;

namespace GvNap.Peer.IndexClient;

/// <summary>Whom an attachment tells what.</summary>
/// <param name="Pushed">The server said something unasked. On the connection's reading loop: must not block.</param>
/// <param name="Refused">The server refused shared files: how many in all.</param>
/// <param name="Synchronised">The index has what was shared.</param>
internal sealed record AttachmentEvents(Action<Envelope> Pushed, Action<int> Refused, Action Synchronised);
