using GvNap.Peer.Finding;
using GvNap.Peer.IndexClient;
using GvNap.Peer.Sharing;
using GvNap.Peer.Transfers;
using GvNap.Peer.Transfers.Folders;
using GvNap.Protocol.Content;
using GvNap.Protocol.Peers;

namespace GvNap.Peer;

/// <summary>Downloads by content id: asks the index server who has it, then its sources, and asks again when all of them failed.</summary>
/// <param name="connection">Who knows the sources; null: nobody.</param>
/// <param name="downloader">Fetches.</param>
/// <param name="target">The folder that gets the files.</param>
/// <param name="self">This peer, if it is registered: it is no source of what it is fetching.</param>
/// <param name="share">Shares what is there of a file; null: it is not shared meanwhile.</param>
internal sealed class ContentGetter(IndexConnection? connection, Downloader downloader, string target, Func<PeerId?> self, Func<IPartialFile, IDisposable>? share)
{
    /// <inheritdoc cref="DownloadRequest.HasNoCopy"/>
    public bool HasNoCopy { get; init; }

    /// <summary>Downloads a content id.</summary>
    /// <param name="content">The content.</param>
    /// <param name="name">The name under which it was found; null: the source's.</param>
    /// <param name="found">What a search has said about it; its sources stand in when the index server says nothing.</param>
    /// <param name="progress">Is told how it gets on.</param>
    /// <param name="cancellationToken">Stops the download; what was verified is kept.</param>
    public async Task<DownloadResult> GetAsync(
        ContentId content, string? name, NetworkFile? found, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        // A result may be old: who has it now is known to the index server only.
        var sources = await FindAsync(content, cancellationToken);
        if (sources.Count == 0 && found is not null)
        {
            sources = [.. found.Sources.Select(DownloadSource.Of)];
        }

        var request = new DownloadRequest
        {
            Content = content,
            Name = name,
            Sources = sources,
            FindSources = token => FindAsync(content, token),
            Share = share,
            Folder = target,
            HasNoCopy = HasNoCopy,
        };
        return await downloader.DownloadAsync(request, progress, cancellationToken);
    }

    /// <summary>Downloads a folder: what is large, or is not to be had from its owner, from whoever has it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Is told how it gets on.</param>
    /// <param name="cancellationToken">Stops the download; what is whole is kept.</param>
    public Task<FolderResult> GetFolderAsync(NetworkFolder folder, TimeProvider time, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken) =>
        new FolderDownloader(downloader, time).DownloadAsync(
            new FolderRequest { Name = folder.Name, Files = folder.Files, Source = DownloadSource.Of(folder.Owner), FindSources = FindAsync, Share = share, Folder = target },
            progress,
            cancellationToken);

    private async Task<IReadOnlyList<DownloadSource>> FindAsync(ContentId content, CancellationToken cancellationToken)
    {
        if (connection is null)
        {
            return [];
        }

        var reply = await new NetworkQueries(connection).FindSourcesAsync(content, cancellationToken);
        return reply.TryGet(out var sources, out _) ? [.. sources.Where(source => !source.IsPartial || source.Peer != self())] : [];
    }
}
