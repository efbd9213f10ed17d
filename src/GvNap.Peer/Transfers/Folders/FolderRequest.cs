using GvNap.Peer.Sharing;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers.Folders;

/// <summary>A folder of a peer to download: its files, from whom, to where.</summary>
public sealed record FolderRequest
{
    /// <summary>The folder's name; the local folder is made of its last component. Empty: all that the peer shares, straight into <see cref="Folder"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The files.</summary>
    public required IReadOnlyList<FolderFile> Files { get; init; }

    /// <summary>The peer whose folder it is.</summary>
    public required DownloadSource Source { get; init; }

    /// <summary>Asks who else has a content; null: there is nobody to ask.</summary>
    public Func<ContentId, CancellationToken, Task<IReadOnlyList<DownloadSource>>>? FindSources { get; init; }

    /// <inheritdoc cref="DownloadRequest.Share"/>
    public Func<IPartialFile, IDisposable>? Share { get; init; }

    /// <summary>The folder that gets the folder; made if it is not there.</summary>
    public required string Folder { get; init; }
}
