using System.Net;
using System.Net.Sockets;
using GvNap.Protocol.Framing;

namespace GvNap.Protocol.Tests.Framing;

/// <summary>A <see cref="FrameConnection"/> and the bare socket at its other end.</summary>
internal sealed class LoopbackPair : IAsyncDisposable
{
    private LoopbackPair(FrameConnection connection, Socket remote)
    {
        Connection = connection;
        Remote = remote;
    }

    public FrameConnection Connection { get; }

    public Socket Remote { get; }

    public static async Task<LoopbackPair> CreateAsync(CancellationToken cancellationToken)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var accept = listener.AcceptAsync(cancellationToken);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        var connection = await FrameConnection.ConnectAsync("127.0.0.1", port, cancellationToken);
        return new LoopbackPair(connection, await accept);
    }

    public async ValueTask DisposeAsync()
    {
        Remote.Dispose();
        await Connection.DisposeAsync();
    }
}
