using System.Net;
using GvNap.Index.Connections;
using GvNap.Protocol;

namespace GvNap.Index;

/// <summary>How an <see cref="IndexServer"/> runs.</summary>
public sealed class IndexServerOptions
{
    /// <summary>The port of the index protocol, as in the original GV-NAP.</summary>
    public const int DefaultPort = ProtocolLimits.IndexPort;

    /// <summary>Where to listen: all IPv4 addresses unless another is given. <see cref="IPAddress.IPv6Any"/> takes both families.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.Any;

    /// <summary>The port; 0 takes a free one, see <see cref="IndexServer.Endpoint"/>.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>StackExchange.Redis connection string of the store that several index servers share; null: this server's memory.</summary>
    public string? Redis { get; init; }

    /// <summary>A peer from which nothing came for this long is gone: three heartbeats of 5 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its lease a peer keeps its user name, catalogue and resume token: long enough to start a crashed program again.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Where HTTP <c>/health</c> and <c>/alive</c> are served, in the notation of <c>ASPNETCORE_URLS</c>; empty: nowhere.</summary>
    public string HealthUrls { get; init; } = "";

    /// <summary>What one connection, address or peer may use.</summary>
    public IndexLimits Limits { get; init; } = new();

    /// <summary>The clock of leases, timeouts and rates.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One is out of its range; the message names it.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(ListenAddress);
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, IPEndPoint.MaxPort);
        ArgumentOutOfRangeException.ThrowIfLessThan(Lease, TimeSpan.FromMilliseconds(100));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Lease, TimeSpan.FromHours(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(Grace, TimeSpan.Zero);
        Limits.Validate();
    }
}
