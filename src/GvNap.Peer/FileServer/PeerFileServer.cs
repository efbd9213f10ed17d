using GvNap.Peer.Sharing;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.FileServer;

/// <summary>Serves a peer's shared files on its file port, by the transfer protocol.</summary>
public sealed class PeerFileServer : IAsyncDisposable
{
    /// <summary>The port on which it listens.</summary>
    public int Port { get; }

    /// <summary>What it is doing.</summary>
    public FileServerStatus Status { get; } = new(0, 0, 0, 0);

    /// <summary>Starts to listen.</summary>
    /// <param name="options">Where, and to how many.</param>
    /// <param name="library">The files.</param>
    /// <param name="identity">Who this peer is at the moment.</param>
    /// <param name="onProbe">Gets the nonce of an index server that dials back; it must not block.</param>
    /// <param name="loggers">For logs.</param>
    /// <param name="time">For timeouts.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The port is taken, and so are those after it if they may stand in.</exception>
    public static Task<PeerFileServer> StartAsync(
        FileServerOptions options,
        ShareLibrary library,
        Func<PeerIdentity> identity,
        Action<ReadOnlyMemory<byte>> onProbe,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Stops: no new connections, replies under way get a moment.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
