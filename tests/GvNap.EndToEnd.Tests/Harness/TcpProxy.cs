using System.Net;
using System.Net.Sockets;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>Stands between a peer and an index server: counts what the peer sends, and can cut the line without closing it.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Task _accepting;
    private TaskCompletionSource _line = new();
    private long _sentUp;

    public TcpProxy(int target)
    {
        _target = target;
        _line.SetResult();
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Bytes that clients sent to the target.</summary>
    public long SentUp => Interlocked.Read(ref _sentUp);

    /// <summary>From now on nothing passes, in either direction; connections stay open.</summary>
    public void Cut() => _line = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was held back passes.</summary>
    public void Mend() => _line.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ForwardAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                var up = CopyAsync(client.GetStream(), server.GetStream(), count => Interlocked.Add(ref _sentUp, count));
                var down = CopyAsync(server.GetStream(), client.GetStream(), _ => { });
                await Task.WhenAny(up, down);
                server.Close();
                client.Close();
                await Task.WhenAll(up, down);
            }
            catch (SocketException)
            {
                // The target is away: the client sees its connection close.
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Action<int> count)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _stop.Token) is var length and > 0)
            {
                await _line.Task.WaitAsync(_stop.Token);
                count(length);
                await to.WriteAsync(buffer.AsMemory(0, length), _stop.Token);
            }

            await _line.Task.WaitAsync(_stop.Token); // A line that is cut does not tell of ends either.
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side is gone, or the test is over.
        }
    }
}
