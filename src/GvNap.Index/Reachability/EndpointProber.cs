using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using GvNap.Index.Connections;
using GvNap.Index.Directory;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using GvNap.ServiceDefaults.Descriptors;

namespace GvNap.Index.Reachability;

/// <summary>
/// Finds out which endpoints lead to the peer that names them. A verdict other than "reachable" comes at a fixed time
/// after the dial's turn, so that it does not tell a closed port from one that is open to somebody else.
/// </summary>
internal sealed class EndpointProber(IndexLimits limits, TimeProvider time, HostResolver resolver, DescriptorBudget? budget)
{
    private readonly ProbeThrottle _throttle = new(limits, time);

    /// <summary>Makes one that asks the system for hosts' addresses, and does not dial when the process's descriptors are short.</summary>
    public EndpointProber(IndexLimits limits, TimeProvider time)
        : this(limits, time, new HostResolver(limits.ProbeTimeout, time), DescriptorBudget.OfProcess)
    {
    }

    /// <summary>Starts to dial a peer's endpoints, all at once.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="fromLoopback">The peer is on this machine, and may name its loopback addresses.</param>
    /// <param name="cancellationToken">The peer is gone.</param>
    public EndpointProbe Start(IReadOnlyList<PeerEndpoint> endpoints, bool fromLoopback, CancellationToken cancellationToken) =>
        new(endpoints, (endpoint, nonce, returned) => ProbeAsync(endpoint, nonce, returned, fromLoopback, cancellationToken));

    private async Task<PeerEndpoint> ProbeAsync(PeerEndpoint endpoint, byte[] nonce, Task returned, bool fromLoopback, CancellationToken cancellationToken)
    {
        var isReachable = await DialAsync(endpoint, nonce, returned, fromLoopback, cancellationToken);
        var state = isReachable switch
        {
            null => endpoint.State,
            true => EndpointState.Reachable,
            false => EndpointState.Unreachable,
        };
        Telemetry.Probes.Add(1, new KeyValuePair<string, object?>("gvnap.endpoint.state", state.ToString()));
        return endpoint with { State = state };
    }

    /// <summary>Null if the dial's turn did not come, or there was no descriptor for it: that says nothing of the endpoint.</summary>
    private async Task<bool?> DialAsync(PeerEndpoint endpoint, byte[] nonce, Task returned, bool fromLoopback, CancellationToken cancellationToken)
    {
        // A host is resolved once: what is checked here is what is dialled.
        if (!await _throttle.WaitAsync(cancellationToken) || await resolver.ResolveAsync(endpoint.Host, cancellationToken) is not { } addresses)
        {
            return null;
        }

        var target = addresses.FirstOrDefault(address => AddressRules.MayDial(address, fromLoopback));
        if (target is not null && !await _throttle.WaitAsync(AddressRules.Normalise(target), cancellationToken))
        {
            return null;
        }

        var deadline = Task.Delay(2 * limits.ProbeTimeout, time, cancellationToken);
        if (target is not null && !await TrySendAsync(target, endpoint.Port, nonce, cancellationToken))
        {
            return null;
        }

        await Task.WhenAny(returned, deadline);
        cancellationToken.ThrowIfCancellationRequested();
        return returned.IsCompleted;
    }

    /// <returns>False if this process has no descriptor to spare for it.</returns>
    private async Task<bool> TrySendAsync(IPAddress target, int port, byte[] nonce, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limits.ProbeTimeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            if (budget?.AdmitsOwn(socket) == false)
            {
                return false;
            }

            await socket.ConnectAsync(target, port, end.Token);
            await using var connection = new FrameConnection(socket);
            await connection.Writer.WriteAsync(new Envelope { Probe = new Probe { Nonce = ByteString.CopyFrom(nonce) } }, end.Token);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.TooManyOpenSockets)
        {
            return false;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            // Nobody answers there, or somebody who does not want to: nothing that the peer is told.
        }

        return true;
    }
}
