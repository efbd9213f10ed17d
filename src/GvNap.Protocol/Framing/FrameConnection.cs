using System.IO.Pipelines;
using System.Net.Sockets;

namespace GvNap.Protocol.Framing;

/// <summary>An outgoing connection that speaks frames.</summary>
public sealed class FrameConnection : IAsyncDisposable
{
    private readonly Socket _socket;

    /// <summary>Takes over a connected socket.</summary>
    public FrameConnection(Socket socket)
    {
        _socket = socket;
        var stream = new NetworkStream(socket, ownsSocket: false);
        Reader = new FrameReader(PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, minimumReadSize: 4096)));
        Writer = new FrameWriter(PipeWriter.Create(stream));
    }

    /// <summary>What comes in.</summary>
    public FrameReader Reader { get; }

    /// <summary>What goes out.</summary>
    public FrameWriter Writer { get; }

    /// <summary>Connects to a host name or address, trying each address that the name has.</summary>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    public static async Task<FrameConnection> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return new FrameConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Closes the connection; a read or write under way ends with an <see cref="IOException"/>.</summary>
    /// <remarks>
    /// The pipes are not completed: that would give their buffers back while a read or write may still be using them.
    /// Nothing waits in them, since each write flushes.
    /// </remarks>
    public ValueTask DisposeAsync()
    {
        Writer.Dispose();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
