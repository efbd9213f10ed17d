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
        var cursor = ReadOnlyMemory<byte>.Empty;
        while (true)
        {
            var reply = await SearchAsync(query, wanted - files.Count, cursor, cancellationToken);
            if (!reply.TryGet(out var page, out var failure))
            {
                return new(failure);
            }

            files.AddRange(page.Files);
            cursor = page.Next;
            if (cursor.IsEmpty || files.Count >= wanted)
            {
                return new(page with { Files = files });
            }
        }
    }

    /// <summary>Lists what a user shares, by name.</summary>
    public async Task<IndexReply<NetworkFiles>> BrowseAsync(string user, CancellationToken cancellationToken)
    {
        var files = new List<NetworkFile>();
        var cursor = ReadOnlyMemory<byte>.Empty;
        while (true)
        {
            var reply = await connection.BrowseAsync(user, ProtocolLimits.PageLength, cursor, cancellationToken);
            if (!reply.TryGet(out var page, out var failure))
            {
                return new(failure.Code == ErrorCode.NotFound ? failure with { Message = $"Nobody called {user} is online." } : failure);
            }

            foreach (var entry in page.Entries)
            {
                if (NetworkFile.TryRead(entry, 1, [page.Peer], out var file))
                {
                    files.Add(file);
                }
            }

            cursor = page.NextCursor.Memory;
            if (cursor.IsEmpty || files.Count >= MostEntries)
            {
                files.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
                return new(new NetworkFiles(files, page.Total, Cut: false, Next: default));
            }
        }
    }

    /// <summary>Lists who is online.</summary>
    public async Task<IndexReply<IReadOnlyList<NetworkPeer>>> PeersAsync(CancellationToken cancellationToken)
    {
        var peers = new List<NetworkPeer>();
        var cursor = ReadOnlyMemory<byte>.Empty;
        while (true)
        {
            var reply = await connection.ListPeersAsync(ProtocolLimits.PageLength, cursor, cancellationToken);
            if (!reply.TryGet(out var page, out var failure))
            {
                return new(failure);
            }

            peers.AddRange(page.Peers.Where(listed => listed.Peer is { PeerId.Length: 0 or Protocol.Peers.PeerId.Length }).Select(listed => new NetworkPeer(listed.Peer, listed.Files)));
            cursor = page.NextCursor.Memory;
            if (cursor.IsEmpty || peers.Count >= MostEntries)
            {
                return new(peers);
            }
        }
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
        var cursor = ReadOnlyMemory<byte>.Empty;
        while (true)
        {
            var reply = await connection.FindSourcesAsync(content, ProtocolLimits.PageLength, cursor, cancellationToken);
            if (!reply.TryGet(out var page, out var failure))
            {
                return new(failure);
            }

            sources.AddRange(page.Sources);
            cursor = page.NextCursor.Memory;
            if (cursor.IsEmpty || sources.Count >= MostEntries)
            {
                return new(ContentLinks.Of(content, sources));
            }
        }
    }
}
