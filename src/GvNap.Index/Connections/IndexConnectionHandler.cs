using System.Diagnostics;
using System.Net;
using GvNap.Index.Reachability;
using GvNap.Protocol.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace GvNap.Index.Connections;

/// <summary>Takes the index protocol's connections from Kestrel.</summary>
/// <param name="services">What all connections share.</param>
/// <param name="watchdog">All open connections.</param>
/// <param name="closing">What is said to connections when the server closes.</param>
/// <param name="refusals">What becomes of those that are not taken.</param>
/// <param name="room">Connections in all.</param>
internal sealed class IndexConnectionHandler(IndexServices services, Watchdog watchdog, ClosingMessage closing, Refusals refusals, int room) : ConnectionHandler
{
    private readonly AddressQuota _quota = new(services.Limits.ConnectionsPerAddress, room);

    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        // Each request has its own trace, or begins one: nothing that Kestrel may have started.
        Activity.Current = null;
        var address = connection.RemoteEndPoint is IPEndPoint remote ? AddressRules.Normalise(remote.Address) : IPAddress.None;
        switch (_quota.Enter(address))
        {
            case Admission.AddressIsFull:
                await refusals.RefuseAddressAsync(connection, address, services.Limits.ConnectionsPerAddress);
                break;
            case Admission.AllIsFull:
                await refusals.RefuseAsync(connection, room);
                break;
            default:
                await ServeAsync(connection, address);
                break;
        }
    }

    private async Task ServeAsync(ConnectionContext context, IPAddress address)
    {
        services.Log.Opened(context.RemoteEndPoint);
        using var connection = new IndexConnection(context, address, services);
        watchdog.Add(connection);
        Telemetry.Connections.Add(1);
        try
        {
            var serverCloses = context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested;
            await using var registration = serverCloses.Register(() => connection.EndForClosing(closing.Text));
            services.Log.Ended(context.RemoteEndPoint, await connection.RunAsync());
        }
        catch (Exception e)
        {
            services.Log.ConnectionFailed(e, context.RemoteEndPoint);
            context.Abort();
        }
        finally
        {
            // Who sees that there is one less finds its place free.
            _quota.Leave(address);
            watchdog.Remove(connection);
            Telemetry.Connections.Add(-1);
        }
    }
}
