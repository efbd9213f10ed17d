using GvNap.Peer.Downloads;

namespace GvNap.Peer.Cli;

/// <summary>Says how downloads end that nobody watches.</summary>
internal static class DownloadNotices
{
    /// <summary>Says it until the peer quits; cancelled, it says no more.</summary>
    public static async Task SayAsync(PeerNode peer, ITerminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var download in peer.Downloads.Ended.ReadAllAsync(cancellationToken))
            {
                terminal.WriteNotice(Sentence(download));
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }

    private static string Sentence(QueuedDownload download)
    {
        try
        {
            return $"Download {download.Number}: {DownloadWording.Conclude(download.Result!)}";
        }
        catch (CannotException failure)
        {
            return $"Download {download.Number}, {download.Order}: {failure.Message} resume {download.Number} tries again.";
        }
    }
}
