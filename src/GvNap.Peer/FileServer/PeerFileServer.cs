using System.Net;
using System.Net.Sockets;
using GvNap.Peer.FileServer.Http;
using GvNap.Peer.FileServer.Slots;
using GvNap.Peer.Rates;
using GvNap.Peer.Sharing;
using GvNap.ServiceDefaults.Descriptors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GvNap.Peer.FileServer;

/// <summary>Serves a peer's shared files on its file port, by the transfer protocol and by HTTP.</summary>
public sealed class PeerFileServer : IAsyncDisposable
{
    /// <summary>How far from the preferred port a free one is looked for.</summary>
    private const int PortRange = 100;

    private readonly KestrelServer _kestrel;
    private readonly FileServices _services;
    private readonly FilePort _port;

    private PeerFileServer(KestrelServer kestrel, FileServices services, FilePort port, int number)
    {
        (_kestrel, _services, _port, Port) = (kestrel, services, port, number);
    }

    /// <summary>The port on which it listens.</summary>
    public int Port { get; }

    /// <summary>What it is doing.</summary>
    public FileServerStatus Status => new(_port.Connections, _services.Slots.Taken, _services.Slots.Waiting, _services.BytesSent);

    /// <summary>Starts to listen.</summary>
    /// <param name="options">Where, and to how many.</param>
    /// <param name="library">The files.</param>
    /// <param name="identity">Who this peer is at the moment.</param>
    /// <param name="onProbe">Gets the nonce of an index server that dials back; it must not block.</param>
    /// <param name="loggers">For logs.</param>
    /// <param name="time">For timeouts.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IOException">The port is taken, and so are those after it if they may stand in; or the address is not this machine's.</exception>
    public static async Task<PeerFileServer> StartAsync(
        FileServerOptions options,
        ShareLibrary library,
        Func<PeerIdentity> identity,
        Action<ReadOnlyMemory<byte>> onProbe,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        options.Validate();
        var rates = new RateLimits(options.UploadRate, options.UploadRatePerTransfer, time);
        var services = new FileServices(options, library, identity, onProbe, new UploadSlots(options, time), rates, loggers.CreateLogger<PeerFileServer>(), time);
        var last = options.PortIsPreference && options.Port > 0 ? Math.Min(options.Port + PortRange, ushort.MaxValue) : options.Port;
        for (var number = options.Port; ; number++)
        {
            try
            {
                return await ListenAsync(services, number, loggers, cancellationToken);
            }
            catch (Exception e) when (IsTaken(e))
            {
                if (number == last)
                {
                    throw new IOException(last > options.Port ? $"The file ports {options.Port} to {last} are taken." : $"The file port {number} is taken.", e);
                }
            }
        }
    }

    /// <summary>Stops: no new connections, and replies under way get a moment.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(_services.Options.StopTimeout);
        await _kestrel.StopAsync(patience.Token);
        _kestrel.Dispose();
    }

    private static async Task<PeerFileServer> ListenAsync(FileServices services, int number, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var port = new FilePort(services);
        var listening = default(ListenOptions);
        var options = HttpLimits.Set(new KestrelServerOptions(), services.Options);
        var endpoint = new IPEndPoint(AddressOf(services.Options), number);
        options.Listen(endpoint, listen =>
        {
            listening = listen;
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(http => context => port.ServeAsync(context, http));
        });

        // Without the web application around it: that would take 6 MB more, and nothing here needs it.
        var sockets = new SocketTransportFactory(Options.Create(TransportOptions()), loggers);
        var transport = new GuardedTransport(sockets, DescriptorBudget.OfProcess, endpoint, port.NoteClosed);
        var kestrel = new KestrelServer(Options.Create(options), transport, loggers);
        try
        {
            await kestrel.StartAsync(new ContentApplication(services), cancellationToken);
        }
        catch
        {
            kestrel.Dispose();
            throw;
        }

        services.Log.Listening(listening!.IPEndPoint!.Port);
        return new PeerFileServer(kestrel, services, port, listening.IPEndPoint.Port);
    }

    private static SocketTransportOptions TransportOptions() => new()
    {
        // Half of what is sent is read from the disk while the other half is on its way.
        MaxWriteBufferSize = 1 << 20,
        MaxReadBufferSize = 64 << 10,
    };

    /// <summary>Of two that bind a port at the same moment one may only find out when it begins to listen: Kestrel does not translate that.</summary>
    private static bool IsTaken(Exception failure) =>
        failure is IOException { InnerException: AddressInUseException } or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse };

    /// <summary>All addresses are IPv4's alone where there is no IPv6.</summary>
    private static IPAddress AddressOf(FileServerOptions options) =>
        options.ListenAddress.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6 ? IPAddress.Any : options.ListenAddress;
}
