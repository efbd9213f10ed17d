using Microsoft.Extensions.Logging;

namespace GvNap.Peer.FileServer;

/// <summary>What the file server logs. Nothing that a remote side sent is in it.</summary>
internal static partial class FileServerLog
{
    [LoggerMessage(1, LogLevel.Debug, "Connection {Id} from {Address}")]
    public static partial void ConnectionOpened(this ILogger logger, string id, string address);

    [LoggerMessage(2, LogLevel.Debug, "Connection {Id} ended: {Reason}")]
    public static partial void ConnectionEnded(this ILogger logger, string id, FileConnectionEnd reason);

    [LoggerMessage(3, LogLevel.Debug, "Connection {Id} is cut: {Reason}")]
    public static partial void ConnectionCut(this ILogger logger, string id, string reason);

    [LoggerMessage(4, LogLevel.Error, "Connection {Id} failed")]
    public static partial void ConnectionFailed(this ILogger logger, Exception exception, string id);

    [LoggerMessage(5, LogLevel.Debug, "Serving files on port {Port}")]
    public static partial void Listening(this ILogger logger, int port);

    [LoggerMessage(6, LogLevel.Warning, "Connections to the file port are refused, {Count} since the last such line: {Open} are open, of {Limit} in all and {AddressLimit} an address")]
    public static partial void ConnectionsRefused(this ILogger logger, int count, int open, int limit, int addressLimit);

    [LoggerMessage(7, LogLevel.Warning, "Connections to the file port are closed unheard, {Count} since the last such line: this process may not have more files open (ulimit -n)")]
    public static partial void ConnectionsClosed(this ILogger logger, int count);
}
