using System.Diagnostics;
using GvNap.Protocol.Connections;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace GvNap.Index.Connections;

/// <summary>Takes the index protocol's connections from Kestrel.</summary>
/// <param name="services">What all connections share.</param>
/// <param name="watchdog">All open connections.</param>
/// <param name="closing">What is said to connections when the server closes.</param>
internal sealed class IndexConnectionHandler(IndexServices services, Watchdog watchdog, ClosingMessage closing) : ConnectionHandler
{
    private readonly AddressQuota _quota = new(services.Limits.ConnectionsPerAddress);

    /// <summary>A flood of connections is no flood of log lines.</summary>
    private readonly TokenBucket _warnings = new(1, 10, services.Options.Time);

    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        // Each request has its own trace, or begins one: nothing that Kestrel may have started.
        Activity.Current = null;
        var address = IndexConnection.AddressOf(connection);
        if (!_quota.TryEnter(address))
        {
            if (_warnings.TryTake(TimeSpan.Zero, out _))
            {
                services.Log.TooManyConnections(address, services.Limits.ConnectionsPerAddress);
            }

            await RefuseAsync(connection);
            return;
        }

        try
        {
            await ServeAsync(connection);
        }
        finally
        {
            _quota.Leave(address);
        }
    }

    private async Task ServeAsync(ConnectionContext context)
    {
        services.Log.Opened(context.RemoteEndPoint);
        using var connection = new IndexConnection(context, services);
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
            watchdog.Remove(connection);
            Telemetry.Connections.Add(-1);
        }
    }

    private static async Task RefuseAsync(ConnectionContext context)
    {
        Frame.Write(context.Transport.Output, new Envelope { Error = new Error { Code = ErrorCode.Limit, Message = "Too many connections from your address." } });

        // So short a message waits for nobody, and a remote side that is gone already is no error.
        await context.Transport.Output.FlushAsync(CancellationToken.None);
    }
}
