using System.Net;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.Connections;

/// <summary>What connections log. Text from outside is made safe by the caller.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Connection from {Address} opened")]
    public static partial void Opened(this ILogger log, EndPoint? address);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Connection from {Address} greeted as {Agent}")]
    public static partial void Greeted(this ILogger log, IPAddress address, string agent);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Connection from {Address} ended: {Reason}")]
    public static partial void Ended(this ILogger log, EndPoint? address, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Peer {Peer} registered (resumed: {Resumed})")]
    public static partial void Registered(this ILogger log, PeerId peer, bool resumed);

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Request} request failed")]
    public static partial void RequestFailed(this ILogger log, Exception exception, Envelope.MessageOneofCase request);

    [LoggerMessage(Level = LogLevel.Error, Message = "A connection from {Address} failed")]
    public static partial void ConnectionFailed(this ILogger log, Exception exception, EndPoint? address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Peer {Peer} could not be detached; its lease will lapse")]
    public static partial void DetachFailed(this ILogger log, Exception exception, PeerId peer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reachability of peer {Peer} could not be noted")]
    public static partial void ProbeFailed(this ILogger log, Exception exception, PeerId peer);
}
