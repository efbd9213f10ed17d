using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Transfers;

/// <summary>What downloads log.</summary>
internal static partial class TransferLog
{
    [LoggerMessage(1, LogLevel.Debug, "Source {Source} was given up: {Reason}")]
    public static partial void SourceFailed(ILogger logger, string source, string reason);

    [LoggerMessage(2, LogLevel.Debug, "Download ended: {Outcome}, {Content}, {Seconds} s")]
    public static partial void Ended(ILogger logger, DownloadOutcome outcome, string content, double seconds);
}
