using System.Net;
using System.Net.Sockets;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>Ports for programs that must have the same one again after a restart.</summary>
internal static class FreePort
{
    // Below the range from which the kernel takes ports for outgoing connections.
    private const int First = 20_000;
    private const int Last = 31_999;

    /// <summary>A port that nobody listens on.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last + 1);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Any, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: draw again.
            }
        }
    }
}
