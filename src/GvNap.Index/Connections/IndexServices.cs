using GvNap.Index.Directory;
using GvNap.Index.News;
using GvNap.Index.Reachability;
using GvNap.Index.Search;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.Connections;

/// <summary>What all connections of a server share.</summary>
/// <param name="Options">How the server runs.</param>
/// <param name="Directory">Who is online.</param>
/// <param name="Index">What they share.</param>
/// <param name="Sessions">Which of them are connected here.</param>
/// <param name="Prober">Dials their endpoints.</param>
/// <param name="Endpoints">Which endpoints a peer gets.</param>
/// <param name="News">Tells of files and of users.</param>
/// <param name="Log">The server's log.</param>
internal sealed record IndexServices(
    IndexServerOptions Options,
    IPeerDirectory Directory,
    SearchIndex Index,
    SessionRegistry Sessions,
    EndpointProber Prober,
    EndpointRules Endpoints,
    NewsDesk News,
    ILogger Log)
{
    private const int RegistrationBurstSeconds = 30;

    /// <summary>How often each address may register peers.</summary>
    public AddressRates Registrations { get; } = new(Options.Limits.RegistrationsPerAddress, Options.Limits.RegistrationsPerAddress * RegistrationBurstSeconds, Options.Time);

    /// <summary>The server's limits.</summary>
    public IndexLimits Limits => Options.Limits;
}
