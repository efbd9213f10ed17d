using System.Net;
using GvNap.Index;
using GvNap.Index.Connections;
using GvNap.Peer.IndexClient;
using Microsoft.Extensions.Logging;

namespace GvNap.Lab.Load;

/// <summary>An index server in this process, for a load that was not pointed at another.</summary>
internal static class OwnServer
{
    private const int Unlimited = 1_000_000;

    /// <summary>The limits that are lifted, as a server's command line has them.</summary>
    public static IReadOnlyList<string> LiftedLimits { get; } = [$"requests-per-second={Unlimited}", $"request-burst={Unlimited}"];

    /// <summary>Starts it on a free port.</summary>
    /// <exception cref="IOException">It cannot listen.</exception>
    public static Task<IndexServer> StartAsync(string? redis, ILoggerFactory loggers, CancellationToken cancellationToken) => IndexServer.StartAsync(
        new IndexServerOptions
        {
            ListenAddress = IPAddress.Loopback,
            Port = 0,
            Redis = redis,
            Limits = new IndexLimits { RequestsPerSecond = Unlimited, RequestBurst = Unlimited },
        },
        loggers,
        cancellationToken);

    /// <summary>Where it is.</summary>
    public static IndexAddress AddressOf(IndexServer server) => new($"{server.Endpoint.Address}", server.Endpoint.Port);
}
