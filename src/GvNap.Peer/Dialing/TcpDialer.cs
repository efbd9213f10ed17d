using System.Net;
using System.Net.Sockets;
using GvNap.ServiceDefaults.Descriptors;

namespace GvNap.Peer.Dialing;

/// <summary>Connects to a host and port over whichever of the host's addresses answers first.</summary>
internal static class TcpDialer
{
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    /// <summary>Connects.</summary>
    /// <param name="host">An address or a DNS name.</param>
    /// <param name="port">The port.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The connection, or why there is none; the problem names host and port.</returns>
    public static async Task<DialResult<ConnectedSocket>> ConnectAsync(string host, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        if (host.Length is 0 or > 255 || port is < 1 or > IPEndPoint.MaxPort)
        {
            return $"{host}:{port} is not an address";
        }

        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(host, out var address) ? [address] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return $"the host {host} is not known";
        }

        var target = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";
        return addresses.Length == 0
            ? $"the host {host} has no address"
            : await StaggeredRace.RunAsync(Interleave(addresses), (a, ct) => AttemptAsync(a, port, target, ct), Stagger, time, cancellationToken);
    }

    /// <summary>Alternates between the address families, so that a broken one costs one stagger (RFC 8305, section 4).</summary>
    private static List<IPAddress> Interleave(IPAddress[] addresses)
    {
        var first = addresses.Where(a => a.AddressFamily == addresses[0].AddressFamily).ToList();
        var second = addresses.Except(first).ToList();
        var interleaved = new List<IPAddress>(addresses.Length);
        for (var turn = 0; turn < addresses.Length; turn++)
        {
            interleaved.AddRange(first.Skip(turn).Take(1));
            interleaved.AddRange(second.Skip(turn).Take(1));
        }

        return interleaved;
    }

    private static async Task<DialResult<ConnectedSocket>> AttemptAsync(IPAddress address, int port, string target, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            // Without IPv6 in the kernel this fails already.
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            if (DescriptorBudget.OfProcess?.AdmitsOwn(socket) == false)
            {
                throw new SocketException((int)SocketError.TooManyOpenSockets);
            }

            await socket.ConnectAsync(address, port, cancellationToken);
            return new ConnectedSocket(socket);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            return $"{target}: {Describe(e.SocketErrorCode)}";
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    private static string Describe(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "nobody listens there",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.HostDown => "there is no way to it",
        SocketError.TimedOut => "it does not answer",
        SocketError.TooManyOpenSockets => "this program may not have more files open (ulimit -n)",
        SocketError.AccessDenied => "this machine does not allow it",
        _ => error.ToString(),
    };
}
