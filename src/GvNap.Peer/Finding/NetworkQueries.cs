using GvNap.Peer.IndexClient;
using GvNap.Peer.Links;
using GvNap.Peer.Transfers;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Finding;

/// <summary>The questions that an index server answers, without having registered or with.</summary>
internal sealed class NetworkQueries(IndexConnection connection)
{
    /// <summary>However long a list is, this much of it is kept.</summary>
    private const int MostEntries = 1_000_000;

    /// <summary>Searches; one page.</summary>
    public async Task<IndexReply<NetworkFiles>> SearchAsync(string query, int limit, ReadOnlyMemory<byte> cursor, CancellationToken cancellationToken)
    {
        var reply = await connection.SearchAsync(query, Math.Clamp(limit, 1, ProtocolLimits.PageLength), cursor, cancellationToken);
        if (!reply.TryGet(out var page, out var failure))
        {
            return new(failure);
        }

        var files = new List<NetworkFile>(page.Results.Count);
        foreach (var result in page.Results)
        {
            if (NetworkFile.TryRead(result.Entry, result.SourceCount, result.Sources, out var file))
            {
                files.Add(file);
            }
        }

        return new(new NetworkFiles(files, page.Total, page.Cut, page.NextCursor.Memory));
    }

    /// <summary>Searches, page after page, until there are as many results as wanted.</summary>
    public async Task<IndexReply<NetworkFiles>> SearchAllAsync(string query, int wanted, CancellationToken cancellationToken)
    {
        var files = new List<NetworkFile>();
        var last = await ReadPagesAsync(cursor => SearchAsync(query, wanted - files.Count, cursor, cancellationToken), page =>
        {
            files.AddRange(page.Files);
            return files.Count < wanted ? page.Next : default;
        });
        return last.TryGet(out var page, out var failure) ? new(page with { Files = files }) : new(failure);
    }

    /// <summary>Lists what a user shares, by name.</summary>
    public async Task<IndexReply<NetworkFiles>> BrowseAsync(string user, CancellationToken cancellationToken)
    {
        var files = new List<NetworkFile>();
        var last = await ReadPagesAsync(cursor => connection.BrowseAsync(user, ProtocolLimits.PageLength, cursor, cancellationToken), page =>
        {
            foreach (var entry in page.Entries)
            {
                if (NetworkFile.TryRead(entry, 1, [page.Peer], out var file))
                {
                    files.Add(file);
                }
            }

            return files.Count < MostEntries ? page.NextCursor.Memory : default;
        });
        if (!last.TryGet(out var page, out var failure))
        {
            return new(failure.Code == ErrorCode.NotFound ? failure with { Message = $"Nobody called {user} is online." } : failure);
        }

        files.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new(new NetworkFiles(files, page.Total, Cut: false, Next: default));
    }

    /// <summary>Lists who is online.</summary>
    public async Task<IndexReply<IReadOnlyList<NetworkPeer>>> PeersAsync(CancellationToken cancellationToken)
    {
        var peers = new List<NetworkPeer>();
        var last = await ReadPagesAsync(cursor => connection.ListPeersAsync(ProtocolLimits.PageLength, cursor, cancellationToken), page =>
        {
            peers.AddRange(page.Peers.Where(listed => listed.Peer is { PeerId.Length: 0 or Protocol.Peers.PeerId.Length }).Select(listed => new NetworkPeer(listed.Peer, listed.Files)));
            return peers.Count < MostEntries ? page.NextCursor.Memory : default;
        });
        return last.TryGet(out _, out var failure) ? new(peers) : new(failure);
    }

    /// <summary>Asks who has a content id: the best sources, as many as a page has.</summary>
    public async Task<IndexReply<IReadOnlyList<DownloadSource>>> FindSourcesAsync(ContentId content, CancellationToken cancellationToken)
    {
        var reply = await connection.FindSourcesAsync(content, ProtocolLimits.PageLength, default, cancellationToken);
        return reply.TryGet(out var page, out var failure)
            ? new([.. page.Sources.Where(source => source.PeerId.Length is 0 or Protocol.Peers.PeerId.Length).Select(DownloadSource.Of)])
            : new(failure);
    }

    /// <summary>Asks for the HTTP addresses of a content id, at all its sources.</summary>
    public async Task<IndexReply<ContentLinks>> FindLinksAsync(ContentId content, CancellationToken cancellationToken)
    {
        var sources = new List<Source>();
        var last = await ReadPagesAsync(cursor => connection.FindSourcesAsync(content, ProtocolLimits.PageLength, cursor, cancellationToken), page =>
        {
            sources.AddRange(page.Sources);
            return sources.Count < MostEntries ? page.NextCursor.Memory : default;
        });
        return last.TryGet(out _, out var failure) ? new(ContentLinks.Of(content, sources)) : new(failure);
    }

    /// <summary>Asks for one page after another.</summary>
    /// <param name="ask">Asks for the page at a cursor.</param>
    /// <param name="take">Takes a page in, and returns the cursor of the next; an empty one: no more are wanted, or there.</param>
    /// <returns>The last page, or what went wrong.</returns>
    private static async Task<IndexReply<T>> ReadPagesAsync<T>(Func<ReadOnlyMemory<byte>, Task<IndexReply<T>>> ask, Func<T, ReadOnlyMemory<byte>> take)
        where T : class
    {
        IndexReply<T> reply;
        ReadOnlyMemory<byte> next = default;
        do
        {
            reply = await ask(next);
            next = reply.TryGet(out var page, out _) ? take(page) : default;
        }
        while (!next.IsEmpty);
        return reply;
    }
}
