using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Transfers;

/// <summary>Fetches files from the peers that share them.</summary>
public sealed class Downloader(DownloadOptions options, ILogger<Downloader> logger, TimeProvider time)
{
    /// <summary>Fetches one file. A cancelled download keeps what it verified, and goes on from there the next time.</summary>
    /// <param name="request">What, from whom, to where.</param>
    /// <param name="progress">Is told a few times a second.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    public Task<DownloadResult> DownloadAsync(DownloadRequest request, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken) => throw new NotImplementedException(options.User + logger + time);
}
