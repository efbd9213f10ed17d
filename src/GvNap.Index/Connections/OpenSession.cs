using GvNap.Index.Directory;
using GvNap.Index.Reachability;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Connections;

/// <summary>
/// A session that is held by a connection, and the probes of its endpoints, whose verdicts go to the directory and to
/// the peer. What could not be reached is dialled again, more and more seldom.
/// </summary>
internal sealed class OpenSession
{
    private const int PauseGrowth = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly IndexServices _services;
    private readonly IPeerLink _link;
    private readonly bool _fromLoopback;
    private readonly CancellationToken _over;
    private volatile EndpointProbe? _probe;

    /// <summary>Starts to dial.</summary>
    /// <param name="session">The session.</param>
    /// <param name="endpoints">The peer's endpoints.</param>
    /// <param name="fromLoopback">The peer is on this machine.</param>
    /// <param name="services">What all connections share.</param>
    /// <param name="link">The connection.</param>
    /// <param name="over">The peer is gone.</param>
    public OpenSession(PeerSession session, IReadOnlyList<PeerEndpoint> endpoints, bool fromLoopback, IndexServices services, IPeerLink link, CancellationToken over)
    {
        (Session, _fromLoopback, _services, _link, _over) = (session, fromLoopback, services, link, over);
        _probe = services.Prober.Start(endpoints, fromLoopback, over);
        Reporting = ReportAsync(_probe, endpoints);
    }

    /// <summary>The session.</summary>
    public PeerSession Session { get; }

    /// <summary>Done when all endpoints were reached, or the peer is gone.</summary>
    public Task Reporting { get; }

    /// <summary>A nonce came back.</summary>
    public void ReturnNonce(ReadOnlySpan<byte> nonce) => _probe?.ReturnNonce(nonce);

    private async Task ReportAsync(EndpointProbe probe, IReadOnlyList<PeerEndpoint> endpoints)
    {
        try
        {
            var pause = _services.Limits.ProbeAgain;
            while (true)
            {
                endpoints = await ReportVerdictAsync(await probe.Verdict, endpoints);
                _probe = null;
                if (endpoints.All(endpoint => endpoint.State == EndpointState.Reachable))
                {
                    return;
                }

                await Task.Delay(pause, _services.Options.Time, _over);
                pause = pause < LongestPause / PauseGrowth ? pause * PauseGrowth : LongestPause;
                _probe = probe = _services.Prober.Start([.. endpoints.Where(endpoint => endpoint.State != EndpointState.Reachable)], _fromLoopback, _over);
            }
        }
        catch (OperationCanceledException)
        {
            // The peer is gone before the verdict.
        }
        catch (Exception e)
        {
            _services.Log.ProbeFailed(e, Session.Peer);
        }
    }

    /// <summary>Tells what is new.</summary>
    /// <returns>All endpoints, with their states.</returns>
    private async Task<IReadOnlyList<PeerEndpoint>> ReportVerdictAsync(IReadOnlyList<PeerEndpoint> verdict, IReadOnlyList<PeerEndpoint> known)
    {
        var dialled = verdict.ToDictionary(endpoint => (endpoint.Host, endpoint.Port));
        PeerEndpoint[] endpoints = [.. known.Select(endpoint => dialled.GetValueOrDefault((endpoint.Host, endpoint.Port), endpoint))];
        if (!endpoints.SequenceEqual(known))
        {
            await _services.Directory.UpdateEndpointsAsync(Session, endpoints, CancellationToken.None);
            _link.Push(new Envelope { Reachability = new Protocol.Messages.Reachability { Endpoints = { endpoints.Select(endpoint => endpoint.ToMessage()) } } });
        }

        return endpoints;
    }
}
