using GvNap.Index.Directory;
using GvNap.Index.Reachability;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Connections;

/// <summary>A session that is held by a connection, and the probe of its endpoints, whose verdict goes to the directory and to the peer.</summary>
internal sealed class OpenSession
{
    private readonly EndpointProbe _probe;
    private readonly IndexServices _services;
    private readonly IPeerLink _link;

    public OpenSession(PeerSession session, EndpointProbe probe, IndexServices services, IPeerLink link)
    {
        (Session, _probe, _services, _link) = (session, probe, services, link);
        Reporting = ReportAsync();
    }

    /// <summary>The session.</summary>
    public PeerSession Session { get; }

    /// <summary>Done when the verdict is told, or the probe was ended.</summary>
    public Task Reporting { get; }

    /// <summary>A nonce came back.</summary>
    public void ReturnNonce(ReadOnlySpan<byte> nonce) => _probe.ReturnNonce(nonce);

    private async Task ReportAsync()
    {
        try
        {
            var endpoints = await _probe.Verdict;
            await _services.Directory.UpdateEndpointsAsync(Session, endpoints, CancellationToken.None);
            _link.Push(new Envelope { Reachability = new Protocol.Messages.Reachability { Endpoints = { endpoints.Select(endpoint => endpoint.ToMessage()) } } });
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
}
