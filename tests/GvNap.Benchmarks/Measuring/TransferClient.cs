using System.Net;
using System.Net.Sockets;
using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Benchmarks.Measuring;

/// <summary>Takes a file by the transfer protocol as fast as it comes, and throws it away: what is measured is the source.</summary>
internal static class TransferClient
{
    private const uint ReadLength = 1 << 20;
    private const int Outstanding = 4;

    /// <summary>Bytes that are received at once, as a downloader does.</summary>
    private const int BufferLength = 256 << 10;

    /// <summary>Takes a file over one connection.</summary>
    /// <param name="port">The source's file port.</param>
    /// <param name="content">The file, a multiple of 1 MiB.</param>
    /// <param name="times">How often.</param>
    public static async Task TakeAsync(int port, ContentId content, int times)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await using var connection = new FrameConnection(socket);
        var id = 0ul;
        ValueTask SendAsync(Envelope envelope)
        {
            envelope.RequestId = ++id;
            return connection.Writer.WriteAsync(envelope, CancellationToken.None);
        }

        await SendAsync(new Envelope { TransferHello = new TransferHello { MinVersion = 1, MaxVersion = 1 } });
        await SendAsync(new Envelope { Open = new Open { Content = content.ToKey() } });
        await connection.Reader.ReadAsync(CancellationToken.None);
        if ((await connection.Reader.ReadAsync(CancellationToken.None))?.Opened is null)
        {
            throw new InvalidOperationException("The source has no slot.");
        }

        var buffer = new byte[BufferLength];
        var length = content.Size * times;
        for (long taken = 0, asked = 0; taken < length; taken += ReadLength)
        {
            for (; asked < length && asked < taken + (Outstanding * ReadLength); asked += ReadLength)
            {
                await SendAsync(new Envelope { Read = new Read { Content = content.ToKey(), Offset = (ulong)(asked % content.Size), Length = ReadLength } });
            }

            if ((await connection.Reader.ReadAsync(CancellationToken.None))?.ReadHeader is null)
            {
                throw new InvalidOperationException("The source does not send.");
            }

            for (var filled = 0; filled < ReadLength; filled += BufferLength)
            {
                await connection.Reader.ReadRawAsync(buffer, CancellationToken.None);
            }
        }
    }
}
