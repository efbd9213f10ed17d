using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using GvNap.Peer.Transfers;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>A source over a real socket: an honest one, but for what its script does in place of the honest answer.</summary>
internal sealed class ScriptedSource : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly TaskCompletionSource _firstEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;

    public ScriptedSource(byte[] content, string name = "file.bin", Func<ScriptedExchange, Task<bool>>? script = null)
    {
        (Content, Name, Script) = (content, name, script);
        Layer = ContentHasher.Hash(content);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public byte[] Content { get; }

    public PieceLayer Layer { get; }

    public ContentId Id => Layer.Content;

    public string Name { get; }

    public PeerId Peer { get; } = PeerId.Create();

    public int Port { get; }

    /// <summary>Answers a request, and says so with true; false leaves it to the honest source.</summary>
    public Func<ScriptedExchange, Task<bool>>? Script { get; set; }

    /// <summary>All reads that were answered honestly.</summary>
    public ConcurrentQueue<(long Offset, int Length)> Reads { get; } = new();

    public ConcurrentQueue<Envelope> Requests { get; } = new();

    public int Connections => _connections.Count;

    /// <summary>Completes when the first connection has ended, whoever ended it.</summary>
    public Task FirstEnd => _firstEnd.Task;

    public DownloadSource AsSource() => new(Peer, "user" + Port, [new Endpoint { Host = "127.0.0.1", Port = (uint)Port }]);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                _connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var reader = new FrameReader(System.IO.Pipelines.PipeReader.Create(stream));
        var exchange = new ScriptedExchange(this, socket, stream, _stopping.Token);
        try
        {
            while (await reader.ReadAsync(_stopping.Token) is { } request)
            {
                Requests.Enqueue(request);
                exchange.Request = request;
                if (Script is null || !await Script(exchange))
                {
                    await exchange.AnswerHonestlyAsync();
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException or ProtocolException)
        {
        }
        finally
        {
            _firstEnd.TrySetResult();
        }
    }
}
