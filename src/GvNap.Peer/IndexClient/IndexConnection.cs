using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.IndexClient;

/// <summary>One connection to an index server, past Hello. Requests may be made at once from many callers; each is answered by its id.</summary>
public sealed class IndexConnection : IAsyncDisposable
{
    private IndexConnection(IndexAddress server) => Server = server;

    /// <summary>The server.</summary>
    public IndexAddress Server { get; }

    /// <summary>Completes when the connection has ended, with the reason. Never fails.</summary>
    public Task<IndexFailure> Ended => throw new NotImplementedException();

    /// <summary>Connects to the first server of a list that answers. Searching needs no more than that.</summary>
    public static Task<IndexReply<IndexConnection>> ConnectAsync(IReadOnlyList<IndexAddress> servers, IndexClientOptions options, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Searches the network.</summary>
    public Task<IndexReply<SearchResults>> SearchAsync(string query, int limit, ReadOnlyMemory<byte> cursor, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Asks who has a content id.</summary>
    public Task<IndexReply<SourcePage>> FindSourcesAsync(ContentId content, int limit, ReadOnlyMemory<byte> cursor, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Lists what a user shares.</summary>
    public Task<IndexReply<CataloguePage>> BrowseAsync(string user, int limit, ReadOnlyMemory<byte> cursor, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Lists who is there.</summary>
    public Task<IndexReply<PeerPage>> ListPeersAsync(int limit, ReadOnlyMemory<byte> cursor, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Closes the connection; requests under way fail.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
