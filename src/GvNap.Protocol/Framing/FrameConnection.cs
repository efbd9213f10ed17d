using System.IO.Pipelines;
using System.Net.Sockets;

namespace GvNap.Protocol.Framing;

/// <summary>An outgoing connection that speaks frames.</summary>
public sealed class FrameConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;

    /// <summary>Takes over a connected socket.</summary>
    public FrameConnection(Socket socket)
    {
        _socket = socket;
        var stream = new NetworkStream(socket, ownsSocket: false);
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, minimumReadSize: 4096));
        _output = PipeWriter.Create(stream);
        Reader = new FrameReader(_input);
        Writer = new FrameWriter(_output);
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

    /// <summary>Closes the connection; a read under way ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _input.CompleteAsync();
        try
        {
            await _output.CompleteAsync();
        }
        catch (IOException)
        {
            // The socket is closed: what was not flushed is lost, as the caller wants.
        }

        Writer.Dispose();
    }
}
