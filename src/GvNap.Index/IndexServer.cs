using System.Net;
using Microsoft.Extensions.Logging;

namespace GvNap.Index;

/// <summary>An index server: knows who is online and what they share, and answers searches, over raw TCP.</summary>
public sealed class IndexServer : IAsyncDisposable
{
    private IndexServer(IPEndPoint endpoint) => Endpoint = endpoint;

    /// <summary>Where it listens, with the real port.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>How it is, and what it holds.</summary>
    public IndexServerStatus Status => throw new NotSupportedException();

    /// <summary>Starts a server; when this returns it takes connections.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IOException">The port is taken, or the address is not this machine's.</exception>
    public static Task<IndexServer> StartAsync(IndexServerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Takes no more connections, tells all peers that the server closes, and ends within a second. May be called again.</summary>
    /// <param name="closingMessage">What the peers are told.</param>
    /// <param name="cancellationToken">Ends the wait for connections that do not close by themselves.</param>
    public Task StopAsync(string closingMessage, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Stops the server if it still runs.</summary>
    public async ValueTask DisposeAsync() => await StopAsync("The index server is closing.", CancellationToken.None);
}
