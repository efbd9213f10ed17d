using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Downloads;

/// <summary>The queue's file, whatever state it is in: what cannot be read is put aside, what cannot be written is said in the log.</summary>
internal sealed partial class DownloadQueueStore(string file, ILogger logger)
{
    /// <summary>What was wrong with the file, in one line; null if nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads what an earlier program has left.</summary>
    public IReadOnlyList<QueuedDownload> Read()
    {
        try
        {
            return DownloadQueueFile.Read(file);
        }
        catch (FormatException e)
        {
            var aside = file + ".unreadable";
            File.Move(file, aside, overwrite: true);
            Problem = $"The queue of downloads could not be read: {e.Message}. It is kept as {aside}; the queue is empty now.";
            return [];
        }
    }

    /// <summary>Writes what is not complete.</summary>
    public void Write(IEnumerable<QueuedDownload> downloads)
    {
        try
        {
            DownloadQueueFile.Write(file, downloads);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(e, file);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The queue of downloads cannot be kept in {File}.")]
    private partial void LogNotKept(Exception failure, string file);
}
