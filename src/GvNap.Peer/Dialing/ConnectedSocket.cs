using System.Net.Sockets;

namespace GvNap.Peer.Dialing;

/// <summary>A connected socket that can take part in a race.</summary>
/// <param name="Socket">The socket; whoever takes the result owns it.</param>
internal sealed record ConnectedSocket(Socket Socket) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
