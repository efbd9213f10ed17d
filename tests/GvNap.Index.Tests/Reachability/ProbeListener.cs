using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Reachability;

/// <summary>A file port that takes probes.</summary>
internal sealed class ProbeListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ProbeListener() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public bool HasPending => _listener.Pending();

    /// <summary>Takes the next connection, which must bring one probe and nothing else; but one that a busy machine gave up too early brings nothing.</summary>
    public async Task<ByteString> TakeNonceAsync()
    {
        while (true)
        {
            using var socket = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
            await using var connection = new FrameConnection(socket);
            if (await connection.Reader.ReadAsync(TestContext.Current.CancellationToken) is { } envelope)
            {
                Assert.Equal(Envelope.MessageOneofCase.Probe, envelope.MessageCase);
                Assert.Equal(16, envelope.Probe.Nonce.Length);
                Assert.Null(await connection.Reader.ReadAsync(TestContext.Current.CancellationToken));
                return envelope.Probe.Nonce;
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
