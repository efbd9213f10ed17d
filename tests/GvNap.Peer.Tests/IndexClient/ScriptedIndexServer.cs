using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using GvNap.Peer.IndexClient;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.IndexClient;

/// <summary>An index server over a real socket that knows one peer; several share what they know, as through one directory.</summary>
internal sealed class ScriptedIndexServer : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<int, ScriptedIndexConnection> _connections = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly Channel<ScriptedIndexConnection> _registered = Channel.CreateUnbounded<ScriptedIndexConnection>();
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="directory">What it knows, perhaps with others.</param>
    /// <param name="port">Where another has listened that is gone; else a port that nobody has when this one is gone.</param>
    public ScriptedIndexServer(ScriptedDirectory? directory = null, int? port = null)
    {
        Directory = directory ?? new ScriptedDirectory();
        Port = port ?? ReservedPort.Next();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public ScriptedDirectory Directory { get; }

    public int Port { get; }

    public IndexAddress Address => new("127.0.0.1", Port);

    /// <summary>Answers a request, and says so with true.</summary>
    public Func<ScriptedIndexConnection, Envelope, Task<bool>>? Script { get; set; }

    public ConcurrentQueue<Envelope> Requests { get; } = new();

    public IEnumerable<Share> Batches => Requests.Select(r => r.Share).OfType<Share>();

    /// <summary>The next connection on which the peer was registered.</summary>
    public async Task<ScriptedIndexConnection> RegisteredAsync() =>
        await _registered.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    public void NoteRegistered(ScriptedIndexConnection connection) => _registered.Writer.TryWrite(connection);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        foreach (var connection in _connections.Values)
        {
            connection.Break();
        }

        await _accepting;
        await Task.WhenAll(_serving);
    }

    private async Task AcceptAsync()
    {
        try
        {
            for (var id = 0; ; id++)
            {
                var connection = new ScriptedIndexConnection(this, await _listener.AcceptSocketAsync(_stopping.Token), _stopping.Token);
                _connections[id] = connection;
                _serving.Add(connection.ServeAsync());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }
}
