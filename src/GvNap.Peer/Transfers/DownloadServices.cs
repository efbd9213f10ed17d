using GvNap.Peer.Rates;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Transfers;

/// <summary>What all downloads share.</summary>
/// <param name="Options">Limits.</param>
/// <param name="Logger">The log.</param>
/// <param name="Time">The clock.</param>
internal sealed record DownloadServices(DownloadOptions Options, ILogger Logger, TimeProvider Time)
{
    /// <summary>Reaches sources.</summary>
    public EndpointDialer Dialer { get; } = new(Options, Time);

    /// <summary>How fast they may be.</summary>
    public RateLimits Rates { get; } = new(Options.Rate, Options.RatePerTransfer, Time);

    /// <summary>The memory in which they receive.</summary>
    public ReceiveBuffers Buffers { get; } = new(Options.BufferBudget);

    /// <summary>Who is not asked again.</summary>
    public Liars Liars { get; } = new(Time);

    /// <summary>How many sources each may have.</summary>
    public ConnectionBudget Connections { get; } = new(Options.MaxConnections, Options.MaxSources);
}
