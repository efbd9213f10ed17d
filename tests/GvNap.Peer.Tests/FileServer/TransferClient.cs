using System.Net;
using System.Net.Sockets;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.FileServer;

/// <summary>A plain client of the transfer protocol, which can also say what no honest one says.</summary>
public sealed class TransferClient : IAsyncDisposable
{
    private readonly FrameConnection _connection;
    private ulong _id;

    private TransferClient(Socket socket)
    {
        Socket = socket;
        _connection = new FrameConnection(socket);
    }

    public Socket Socket { get; }

    /// <param name="port">The file port.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="from">The loopback address to connect from, as if from another machine.</param>
    public static async Task<TransferClient> ConnectAsync(int port, CancellationToken cancellationToken, IPAddress? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from ?? IPAddress.Loopback, 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        return new TransferClient(socket);
    }

    public static Envelope Open(ContentId content) => new() { Open = new Open { Content = content.ToKey() } };

    public static Envelope Open(string name) => new() { Open = new Open { Name = name } };

    public static Envelope Read(ContentId content, ulong offset, uint length) =>
        new() { Read = new Read { Content = content.ToKey(), Offset = offset, Length = length } };

    public async Task<Envelope> GreetAsync(string user, CancellationToken cancellationToken) => await AskAsync(
        new Envelope { TransferHello = new TransferHello { MinVersion = 1, MaxVersion = 1, User = user } }, cancellationToken);

    public async Task SendAsync(Envelope request, CancellationToken cancellationToken)
    {
        request.RequestId = ++_id;
        await _connection.Writer.WriteAsync(request, cancellationToken);
    }

    /// <summary>Null at the end of the connection.</summary>
    public async Task<Envelope?> ReceiveAsync(CancellationToken cancellationToken) =>
        await _connection.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(Eventually.Patience, cancellationToken);

    public async Task<Envelope> AskAsync(Envelope request, CancellationToken cancellationToken)
    {
        await SendAsync(request, cancellationToken);
        var reply = await ReceiveAsync(cancellationToken);
        Assert.NotNull(reply);
        Assert.Equal(request.RequestId, reply.RequestId);
        return reply;
    }

    public async Task<byte[]> ReceiveBytesAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        await _connection.Reader.ReadRawAsync(bytes, cancellationToken).AsTask().WaitAsync(Eventually.Patience, cancellationToken);
        return bytes;
    }

    /// <summary>Reads a whole file, and checks it against its layer as a downloader does.</summary>
    public async Task<byte[]> DownloadAsync(ContentId content, CancellationToken cancellationToken)
    {
        var opened = (await AskAsync(Open(content), cancellationToken)).Opened;
        Assert.NotNull(opened);
        Assert.True(PieceLayer.TryCreate(content, opened.PieceLayer.Span, out var layer));
        var bytes = new byte[content.Size];
        for (var offset = 0; offset < bytes.Length;)
        {
            var length = Math.Min(ProtocolLimits.ReadLength, bytes.Length - offset);
            var header = await AskAsync(Read(content, (ulong)offset, (uint)length), cancellationToken);
            Assert.Equal((uint)length, header.ReadHeader?.Length);
            (await ReceiveBytesAsync(length, cancellationToken)).CopyTo(bytes, offset);
            offset += length;
        }

        for (var piece = 0; piece < layer.Geometry.PieceCount; piece++)
        {
            Assert.True(layer.Verify(piece, bytes.AsSpan((int)layer.Geometry.OffsetOf(piece), layer.Geometry.LengthOf(piece))));
        }

        return bytes;
    }

    /// <summary>Waits until the server ends the connection, in order or not; what comes before is thrown away.</summary>
    public async Task EndsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var bytes = new byte[4096];
            while (await Socket.ReceiveAsync(bytes, cancellationToken).AsTask().WaitAsync(Eventually.Patience, cancellationToken) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset, which is an end as well.
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
