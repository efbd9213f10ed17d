using System.Threading.Channels;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.IndexClient;

/// <summary>A peer's registered attachment to the network, kept up over lost connections and lost servers.</summary>
public sealed class IndexSession(IndexSessionOptions options, CatalogueSource catalogue, ILogger<IndexSession> logger, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How the attachment is.</summary>
    public IndexSessionState State => throw new NotImplementedException();

    /// <summary>The peer's id; null until registered.</summary>
    public PeerId? PeerId => throw new NotImplementedException();

    /// <summary>The server to which the peer is attached; null if it is not.</summary>
    public IndexAddress? Server => throw new NotImplementedException();

    /// <summary>The endpoints that the server lists for this peer, with what is known of their reachability.</summary>
    public IReadOnlyList<Endpoint> Endpoints => throw new NotImplementedException();

    /// <summary>The connection, for searches; null while there is none.</summary>
    public IndexConnection? Connection => throw new NotImplementedException();

    /// <summary>What a person should know; the oldest are dropped when nobody reads.</summary>
    public ChannelReader<IndexNotice> Notices => throw new NotImplementedException();

    /// <summary>Registers. Completes once what is hashed then is in the index. From then on the session keeps itself up.</summary>
    public Task<RegisterResult> RegisterAsync(CancellationToken cancellationToken) => throw new NotImplementedException(options.User + time + logger + catalogue);

    /// <summary>Hands over a nonce that an index server sent to the file port.</summary>
    public void AnswerProbe(ReadOnlyMemory<byte> nonce) => throw new NotImplementedException();

    /// <summary>Leaves the network; waits for the server's Goodbye at most <see cref="IndexClientOptions.QuitTimeout"/>.</summary>
    public Task QuitAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Closes the connection without a Quit, if there was none.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
