using GvNap.Peer.Downloads;
using GvNap.Peer.Finding;
using GvNap.Peer.IndexClient;
using GvNap.Peer.Sharing;
using GvNap.Peer.Transfers;

namespace GvNap.Peer;

/// <summary>Fetches what somebody ordered: a content from whoever has it, a folder of a user, or what one peer shares under a name.</summary>
internal sealed class OrderFetcher(PeerOptions options, Membership membership, Downloader downloader, ShareLibrary library, TimeProvider time)
{
    /// <summary>Makes one attempt.</summary>
    /// <param name="order">What is wanted.</param>
    /// <param name="progress">Is told how it gets on.</param>
    /// <param name="cancellationToken">Stops it; what was verified is kept.</param>
    public async Task<DownloadResult> FetchAsync(DownloadOrder order, IProgress<DownloadProgress> progress, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity(order switch { { User: not null } => "get order of folder", { Content: not null } => "get content", _ => "download file" });
        if (order.User is { } user)
        {
            return await FetchFolderAsync(order, user, progress, cancellationToken);
        }

        if (order.Content is { } content)
        {
            return await NewGetter().GetAsync(content, order.Name, order.Found, progress, cancellationToken);
        }

        var request = new DownloadRequest { Name = order.Name, Sources = [DownloadSource.At(order.Host!, order.Port, order.Listed)], Folder = options.Downloads };
        return await downloader.DownloadAsync(request, progress, cancellationToken);
    }

    /// <summary>What is in the folder, and where its owner is, is known to the index server; when it says nothing, what was found before stands in.</summary>
    private async Task<DownloadResult> FetchFolderAsync(DownloadOrder order, string user, IProgress<DownloadProgress> progress, CancellationToken cancellationToken)
    {
        var reply = await BrowseAsync(user, cancellationToken);
        var folder = (reply.TryGet(out var shared, out var failure) ? NetworkFolder.Find(shared.Files, order.Name) : null) ?? order.FoundFolder;
        return folder is null
            ? new(DownloadOutcome.NotFound, failure?.Message ?? $"{user} shares no folder {order} now.")
            : (await NewGetter().GetFolderAsync(folder, time, progress, cancellationToken)).ToDownloadResult();
    }

    private async Task<IndexReply<NetworkFiles>> BrowseAsync(string user, CancellationToken cancellationToken) =>
        membership.Connection is { } connection ? await new NetworkQueries(connection).BrowseAsync(user, cancellationToken) : new(membership.WhyNoConnection());

    private ContentGetter NewGetter() => new(membership.Connection, downloader, options.Downloads, () => membership.Session?.PeerId, library.AddPartial);
}
