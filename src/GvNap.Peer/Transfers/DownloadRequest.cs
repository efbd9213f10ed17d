using GvNap.Peer.Sharing;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers;

/// <summary>What to download, from whom, to where.</summary>
public sealed record DownloadRequest
{
    /// <summary>The content; null to take what a source shares as <see cref="Name"/>.</summary>
    public ContentId? Content { get; init; }

    /// <summary>The file's name as it is shared. The local name is made of it, unless <see cref="FileName"/> is given. With a content id it may be null: then the source's name is taken.</summary>
    public string? Name { get; init; }

    /// <summary>The sources that are known, best first.</summary>
    public IReadOnlyList<DownloadSource> Sources { get; init; } = [];

    /// <summary>Asks for sources again, now and then and when all known ones failed; null: there is nobody to ask.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<DownloadSource>>>? FindSources { get; init; }

    /// <summary>Shares what is there of the file, until the result is disposed of; null: it is not shared.</summary>
    public Func<IPartialFile, IDisposable>? Share { get; init; }

    /// <summary>Whether the caller has looked, and no copy is in the folder: to look means to hash what could be one.</summary>
    public bool HasNoCopy { get; init; }

    /// <summary>The folder that gets the file; made if it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>A local name in place of the shared one.</summary>
    public string? FileName { get; init; }
}
