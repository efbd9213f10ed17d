using System.Net;
using System.Net.Sockets;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>A port on which connections are accepted and nothing is ever said, except that an index server's dial is let go.</summary>
internal sealed class SilentListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _accepted = [];

    public SilentListener()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    /// <summary>Waits for a connection that stays: the index server closes its own as soon as it has sent the probe.</summary>
    public async Task WaitForConnectionAsync()
    {
        while (true)
        {
            var socket = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Eventually.Patience);
            _accepted.Add(socket);
            var first = new byte[256];
            var length = await socket.ReceiveAsync(first, TestContext.Current.CancellationToken).AsTask().WaitAsync(Eventually.Patience);
            if (length > 0 && !IsProbe(first.AsSpan(0, length)))
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        _accepted.ForEach(socket => socket.Dispose());
        _listener.Stop();
    }

    private static bool IsProbe(ReadOnlySpan<byte> frame) =>
        Protocol.Messages.Envelope.Parser.ParseFrom(frame[4..].ToArray()).MessageCase == Protocol.Messages.Envelope.MessageOneofCase.Probe;
}
