using GvNap.Peer.Downloads;

namespace GvNap.Peer.Cli;

/// <summary>Says how downloads end that nobody watches, and what came from whom.</summary>
internal static class DownloadNotices
{
    /// <summary>Says it until the peer quits; cancelled, it says no more.</summary>
    public static async Task SayAsync(PeerNode peer, ITerminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var download in peer.Downloads.Ended.ReadAllAsync(cancellationToken))
            {
                foreach (var line in Lines(download))
                {
                    terminal.WriteNotice(line);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }

    /// <summary>What is said of one that has ended.</summary>
    internal static IReadOnlyList<string> Lines(QueuedDownload download)
    {
        try
        {
            return [$"Download {download.Number}: {DownloadWording.Conclude(download.Result!)}", .. DownloadWording.Sources(download.Result!.Sources)];
        }
        catch (CannotException failure)
        {
            return [$"Download {download.Number}, {download.Order}: {failure.Message} resume {download.Number} tries again."];
        }
    }
}
