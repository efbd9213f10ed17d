using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Benchmarks.Measuring;

/// <summary>The index protocol without a peer around it.</summary>
internal sealed class IndexClient : IAsyncDisposable
{
    private readonly FrameConnection _connection;
    private ulong _lastRequest;

    private IndexClient(FrameConnection connection) => _connection = connection;

    /// <summary>Connects from the loopback address 127.0.0.<paramref name="host"/>.</summary>
    public static async Task<IndexClient> ConnectAsync(int port, int host = 1)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse($"127.0.0.{host}"), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var client = new IndexClient(new FrameConnection(socket));
        await client.RequestAsync(new Envelope { Hello = new Hello { MinVersion = 1, MaxVersion = 1, Agent = "benchmark" } });
        return client;
    }

    public async Task<Envelope> RequestAsync(Envelope request)
    {
        var id = await SendAsync(request);
        while (true)
        {
            var reply = await ReadAsync();
            if (reply.RequestId == id)
            {
                return reply.Error is null ? reply : throw new InvalidOperationException($"{request.MessageCase} got {reply.Error}.");
            }
        }
    }

    /// <summary>Sends a request whose reply is read later.</summary>
    public async Task<ulong> SendAsync(Envelope request)
    {
        request.RequestId = ++_lastRequest;
        await _connection.Writer.WriteAsync(request, CancellationToken.None);
        return request.RequestId;
    }

    public async Task<Envelope> ReadAsync() =>
        await _connection.Reader.ReadAsync(CancellationToken.None) ?? throw new IOException("The index server closed the connection.");

    /// <summary>Registers and shares files, 2,000 a batch.</summary>
    public async Task ShareAsync(string user, IEnumerable<FileEntry> files)
    {
        await RequestAsync(new Envelope { Register = new Register { User = user, FilePort = 9 } });
        var version = 1ul << 32;
        var number = 0u;
        foreach (var batch in files.Chunk(2_000))
        {
            var share = new Share { BaseVersion = version, Version = ++version, Replace = number == 0 };
            share.Added.AddRange(batch.Select(file => new SharedFile { Number = number++, Entry = file.ToByteString() }));
            await RequestAsync(new Envelope { Share = share });
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
