using System.Net;
using System.Net.Sockets;
using GvNap.Protocol;
using GvNap.Protocol.Framing;

namespace GvNap.Lab.Load.Peers;

/// <summary>
/// The file port of all peers: says on whose behalf a server dialled. On this machine each peer has an address of its
/// own; to servers elsewhere all look alike, and are listed as not reachable.
/// </summary>
internal sealed class ProbePort : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TcpListener _listener = new(IPAddress.Any, 0);
    private readonly CancellationTokenSource _stopping = new();
    private Task _accepting = Task.CompletedTask;

    public ProbePort()
    {
        _listener.Start(backlog: 1024);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Answers dials from now on.</summary>
    public void Serve(IReadOnlyList<LoadPeer> peers)
    {
        var byAddress = peers.ToDictionary(peer => LoadTarget.PeerAddress(peer.Number));
        _accepting = AcceptAsync(byAddress);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Dictionary<IPAddress, LoadPeer> peers)
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                _ = peers.TryGetValue(((IPEndPoint)socket.LocalEndPoint!).Address, out var peer) ? AnswerAsync(socket, peer) : CloseAsync(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The load ends.
        }
    }

    private static Task CloseAsync(Socket socket)
    {
        socket.Dispose();
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(Socket socket, LoadPeer peer)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        limit.CancelAfter(Patience);
        await using var connection = new FrameConnection(socket);
        try
        {
            if (await connection.Reader.ReadAsync(limit.Token) is { Probe: { } probe })
            {
                await peer.AnswerProbeAsync(probe.Nonce, limit.Token);
            }
        }
        catch (Exception e) when (e is IOException or ProtocolException or OperationCanceledException)
        {
            // The peer is gone, or the server: then there is nobody to be told.
        }
    }
}
