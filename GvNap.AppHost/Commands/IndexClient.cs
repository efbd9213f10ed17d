using System.Net.Sockets;
using GvNap.AppHost.Health;
using GvNap.Protocol;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Tracing;

namespace GvNap.AppHost.Commands;

/// <summary>Asks an index server who is online.</summary>
internal static class IndexClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Lists all peers.</summary>
    /// <exception cref="IOException">It cannot be asked; the message says why.</exception>
    public static async Task<IReadOnlyList<ListedPeer>> ListPeersAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            await using var connection = await Greeting.OfIndexServer.ConnectAsync(host, port, timeout.Token);
            return await ListPeersAsync(connection, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"No answer from {host}:{port} in {Patience.TotalSeconds} s.");
        }
        catch (Exception failure) when (failure is SocketException or ProtocolException)
        {
            throw new IOException($"{host}:{port}: {failure.Message}", failure);
        }
    }

    private static async Task<IReadOnlyList<ListedPeer>> ListPeersAsync(FrameConnection connection, CancellationToken cancellationToken)
    {
        var peers = new List<ListedPeer>();
        var request = new Envelope { RequestId = 2, Traceparent = TraceParent.Unrecorded(), ListPeers = new ListPeers { Limit = ProtocolLimits.PageLength } };
        do
        {
            await connection.Writer.WriteAsync(request, cancellationToken);
            var reply = await connection.Reader.ReadAsync(cancellationToken);
            var page = reply?.PeerPage ?? throw new IOException(reply?.Error?.Message ?? "The index server does not list its peers.");
            peers.AddRange(page.Peers);
            request.ListPeers.Cursor = page.NextCursor;
        }
        while (!request.ListPeers.Cursor.IsEmpty);
        return peers;
    }
}
