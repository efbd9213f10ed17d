using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Sharing;

/// <summary>What sharing logs. Names are made safe before they come here.</summary>
internal static partial class ShareLog
{
    [LoggerMessage(1, LogLevel.Information, "Not shared: {Name}: {Reason}")]
    public static partial void FileRefused(this ILogger logger, string name, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Count} more files are not shared.")]
    public static partial void MoreRefused(this ILogger logger, int count);

    [LoggerMessage(3, LogLevel.Warning, "files.json cannot be used: {Problem}. What was shared before stays shared.")]
    public static partial void ListUnusable(this ILogger logger, string problem);

    [LoggerMessage(4, LogLevel.Information, "files.json can be used again.")]
    public static partial void ListUsable(this ILogger logger);

    [LoggerMessage(5, LogLevel.Debug, "Scanned in {Milliseconds} ms: {Files} files to share.")]
    public static partial void Scanned(this ILogger logger, double milliseconds, int files);

    [LoggerMessage(6, LogLevel.Warning, "The hash cache cannot be used, so all files are hashed again at each start: {Reason}")]
    public static partial void CacheUnusable(this ILogger logger, string reason);

    [LoggerMessage(7, LogLevel.Error, "The share folder could not be scanned; trying again.")]
    public static partial void ScanFailed(this ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Information, "On Windows and macOS this name is that of another shared file: {Name}")]
    public static partial void NameCollides(this ILogger logger, string name);
}
