using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace GvNap.Tests.Ports;

/// <summary>
/// Ports of this machine that stay their test's own, listened on or not, until the process ends. Each is bound by a socket
/// that never listens: connecting is refused as long as nobody else does, and the kernel gives the port to nobody who
/// asks for any, neither to listen nor to connect from. Whoever names it may listen on it, stop, and listen again:
/// Linux lets sockets share an address of which at most one listens if all allow its reuse, as .NET's and Redis' do.
/// </summary>
internal static class ReservedPort
{
    private static readonly ConcurrentBag<Socket> Held = [];

    /// <summary>A port that nobody listens on, a different one each time.</summary>
    public static int Next()
    {
        // Of both families, where there are two.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        if (OperatingSystem.IsLinux())
        {
            Held.Add(socket);
        }
        else
        {
            // Elsewhere a bound port cannot be listened on by another socket: it is only likely to stay free.
            socket.Dispose();
        }

        return port;
    }
}
