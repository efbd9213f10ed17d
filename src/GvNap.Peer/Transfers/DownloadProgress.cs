namespace GvNap.Peer.Transfers;

/// <summary>How a download is getting on.</summary>
/// <param name="Name">The local file name; empty until it is known.</param>
/// <param name="Bytes">Verified bytes that are written.</param>
/// <param name="Size">Bytes of the file; -1 until it is known.</param>
/// <param name="Rate">Bytes a second, smoothed.</param>
/// <param name="ActiveSources">Sources that are sending.</param>
/// <param name="State">What is going on, for a person: connecting, waiting at a place of a queue, and so on.</param>
public sealed record DownloadProgress(string Name, long Bytes, long Size, double Rate, int ActiveSources, string State)
{
    /// <summary>How many of a folder's files are there, for a person; empty if it is one file.</summary>
    public string Files { get; init; } = "";
}
