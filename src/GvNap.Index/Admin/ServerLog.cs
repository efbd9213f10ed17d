using System.Net;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.Admin;

/// <summary>What a server logs of itself.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The index server listens on {Endpoint} with its directory in {Store}")]
    public static partial void Listening(this ILogger log, IPEndPoint endpoint, string store);

    [LoggerMessage(Level = LogLevel.Information, Message = "The index server has stopped")]
    public static partial void Stopped(this ILogger log);
}
