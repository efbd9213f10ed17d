using Microsoft.Extensions.Logging;

namespace GvNap.Peer.IndexClient;

/// <summary>What the index client logs.</summary>
internal static partial class IndexClientLog
{
    [LoggerMessage(1, LogLevel.Debug, "Attached to {Server} as {Peer}, resumed: {Resumed}")]
    public static partial void Attached(ILogger logger, IndexAddress server, string peer, bool resumed);

    [LoggerMessage(2, LogLevel.Debug, "Attachment ended: {Reason}")]
    public static partial void Ended(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The resume token cannot be saved: after a crash this peer may have to wait for its own name")]
    public static partial void TokenNotSaved(ILogger logger, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "A loop of the attachment failed")]
    public static partial void LoopFailed(ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Debug, "Attempt to attach failed: {Reason}")]
    public static partial void AttemptFailed(ILogger logger, string reason);
}
