using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using GvNap.Peer.IndexClient;
using GvNap.Protocol;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load;

/// <summary>
/// The index servers that bear the load. On this machine each peer comes from a loopback address of its own, as peers
/// in a network do, so that what a server allows one address need not be lifted.
/// </summary>
internal sealed class LoadTarget
{
    private const int SearchersPerAddress = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IPEndPoint[] _servers;
    private int _turn;

    private LoadTarget(IPEndPoint[] servers) => _servers = servers;

    /// <summary>How many servers.</summary>
    public int Count => _servers.Length;

    /// <summary>Resolves addresses.</summary>
    /// <exception cref="SocketException">A name is not known.</exception>
    public static async Task<LoadTarget> ResolveAsync(IReadOnlyList<IndexAddress> servers, CancellationToken cancellationToken)
    {
        var endpoints = new List<IPEndPoint>();
        foreach (var server in servers)
        {
            var addresses = await Dns.GetHostAddressesAsync(server.Host, cancellationToken);
            endpoints.Add(new(addresses.FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0], server.Port));
        }

        return new([.. endpoints]);
    }

    /// <summary>The address that a peer comes from: 127.1.0.1 and so on.</summary>
    public static IPAddress PeerAddress(int peer) => Loopback(1 << 16, peer);

    /// <summary>The address that a searching connection comes from: 127.0.1.1 and so on.</summary>
    public static IPAddress SearcherAddress(int number) => Loopback(1 << 8, number / SearchersPerAddress);

    /// <summary>The greeting.</summary>
    public static Hello Hello() => new() { MinVersion = ProtocolLimits.Version, MaxVersion = ProtocolLimits.Version, Agent = "gvnap-lab load" };

    /// <summary>The server for a connection that is opened, or opened again.</summary>
    public int NextServer(int number) => (int)((uint)(number + Interlocked.Increment(ref _turn)) % (uint)_servers.Length);

    /// <summary>Connects, from the address if the server is on this machine.</summary>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    public Socket Connect(int server, IPAddress from)
    {
        var endpoint = _servers[server];
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (IPAddress.IsLoopback(endpoint.Address) && endpoint.AddressFamily == AddressFamily.InterNetwork)
            {
                socket.Bind(new IPEndPoint(from, 0));
            }

            socket.Connect(endpoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Greets all servers once.</summary>
    /// <exception cref="IOException">One is not there, or is none.</exception>
    public void Try()
    {
        for (var server = 0; server < Count; server++)
        {
            try
            {
                using var socket = Connect(server, SearcherAddress(0));
                Greet(socket);
            }
            catch (SocketException e)
            {
                throw new IOException($"The index server {_servers[server]} is not there: {e.Message}.", e);
            }
        }
    }

    /// <summary>Agrees on a version.</summary>
    /// <exception cref="IOException">Who answers is no index server, or refuses.</exception>
    public void Greet(Socket socket)
    {
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        using var stream = new NetworkStream(socket, ownsSocket: false);
        stream.Write(FrameBytes.Of(new Envelope { RequestId = 1, Hello = Hello() }));
        Span<byte> header = stackalloc byte[Frame.HeaderLength];
        stream.ReadExactly(header);
        var body = new byte[System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header) is var length and <= Frame.MaxBodyLength ? length : throw new IOException("This is no index server.")];
        stream.ReadExactly(body);
        socket.ReceiveTimeout = 0;
        Envelope reply;
        try
        {
            reply = Envelope.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new IOException("This is no index server.");
        }

        if (reply.Welcome is null)
        {
            throw new IOException($"The index server refused: {reply.Error?.Message}");
        }
    }

    // Addresses that end in 0 or 255 look like something else.
    private static IPAddress Loopback(int first, int number)
    {
        var (high, low) = Math.DivRem(number, 254);
        var host = first + (high << 8) + low + 1;
        return new IPAddress([127, (byte)(host >> 16), (byte)(host >> 8), (byte)host]);
    }
}
