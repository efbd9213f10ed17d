using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using GvNap.Index.Connections;
using GvNap.Index.Directory;
using GvNap.ServiceDefaults;
using GvNap.ServiceDefaults.Descriptors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.Admin;

/// <summary>The Kestrel that takes the index protocol's connections on one port, and asks for health on others.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    /// <summary>What is kept of a connection that is not read, because it exceeds its rate. The frame being read is not limited by this.</summary>
    private const int UnreadBytes = 64 * 1024;

    private readonly WebApplication _host;
    private ListenOptions? _listen;

    /// <summary>Makes a host.</summary>
    /// <exception cref="FormatException">An address for health cannot be read.</exception>
    public ServerHost(IndexServerOptions options, IPeerDirectory directory, IndexConnectionHandler handler, Refusals refusals, ILoggerFactory loggers)
    {
        var endpoint = new IPEndPoint(options.ListenAddress, options.Port);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, OwnerLifetime>();
        builder.Services.AddRouting();
        builder.Services.AddHealthEndpoints().AddCheck("directory", new DirectoryHealth(directory));
        builder.Services.Configure<SocketTransportOptions>(sockets =>
        {
            sockets.MaxReadBufferSize = UnreadBytes;

            // What is read is handled where it is read, and what is written is sent at once: no request waits for long, so
            // handing it from thread to thread would be most of its cost.
            sockets.UnsafePreferInlineScheduling = true;
        });
        builder.Services.AddSingleton<IConnectionListenerFactory>(services =>
            new GuardedTransport(ActivatorUtilities.CreateInstance<SocketTransportFactory>(services), DescriptorBudget.OfProcess, endpoint, refusals.NoteClosed));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(endpoint, listen =>
            {
                _listen = listen;
                listen.Run(handler.OnConnectedAsync);
            });
            kestrel.ListenForHealth(options.HealthUrls);
        });
        _host = builder.Build();
        _host.MapHealthEndpoints();
    }

    /// <summary>Where connections are taken, with the real port.</summary>
    public IPEndPoint Endpoint => _listen!.IPEndPoint!;

    /// <summary>Says what hinders Kestrel from listening, without its words about HTTP addresses.</summary>
    public static bool TryExplain(Exception exception, IndexServerOptions options, [NotNullWhen(true)] out IOException? explained)
    {
        var problem = exception switch
        {
            IOException { InnerException: AddressInUseException } => "the port is taken; choose another with --port.",
            SocketException { SocketErrorCode: SocketError.AccessDenied } => "ports below 1024 need a privilege; choose another with --port.",
            SocketException socket => $"{socket.Message}.",
            _ => null,
        };
        explained = problem is null ? null : new IOException($"Cannot listen on {new IPEndPoint(options.ListenAddress, options.Port)}: {problem}", exception);
        return explained is not null;
    }

    /// <summary>Listens.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _host.StartAsync(cancellationToken);

    /// <summary>Takes no more connections, asks those that are open to end, and cuts them off when cancelled.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
