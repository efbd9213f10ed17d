using GvNap.Protocol.Messages;

namespace GvNap.Protocol;

/// <summary>The remote side broke the protocol. It gets <see cref="Code"/> if it can still be answered; then the connection is closed.</summary>
/// <param name="code">What the remote side is told.</param>
/// <param name="message">A sentence that is safe to send and to show.</param>
public sealed class ProtocolException(ErrorCode code, string message) : Exception(message)
{
    /// <summary>What the remote side is told.</summary>
    public ErrorCode Code { get; } = code;
}
