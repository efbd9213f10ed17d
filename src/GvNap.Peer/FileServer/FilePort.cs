using System.IO.Pipelines;
using System.Net;
using GvNap.Protocol.Connections;
using GvNap.ServiceDefaults.Descriptors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace GvNap.Peer.FileServer;

/// <summary>Takes the connections to the file port: the first byte tells who speaks which protocol.</summary>
/// <param name="services">What all connections share.</param>
internal sealed class FilePort(FileServices services)
{
    /// <summary>The first byte of TLS (a handshake record), which is not spoken here.</summary>
    private const byte Tls = 0x16;

    private readonly AddressQuota _quota = new(services.Options.MaxConnectionsPerAddress, services.Options.MaxConnections);
    private readonly LinePace _refusals = new(services.Time);
    private readonly LinePace _closed = new(services.Time);

    /// <summary>Open connections.</summary>
    public int Connections => _quota.Total;

    /// <summary>Serves a connection until it ends.</summary>
    /// <param name="context">The connection.</param>
    /// <param name="http">Serves those that speak HTTP.</param>
    public async Task ServeAsync(ConnectionContext context, ConnectionDelegate http)
    {
        var address = AddressQuota.KeyOf((context.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None);
        services.Log.ConnectionOpened(context.ConnectionId, $"{address}");
        var end = FileConnectionEnd.Refused;
        if (!_quota.TryEnter(address))
        {
            context.Abort(new ConnectionAbortedException("Too many connections."));
            if (_refusals.TryTake(out var count))
            {
                services.Log.ConnectionsRefused(count, _quota.Total, services.Options.MaxConnections, services.Options.MaxConnectionsPerAddress);
            }
        }
        else
        {
            try
            {
                end = await SortAsync(context, address, http);
            }
            finally
            {
                _quota.Leave(address);
            }
        }

        CountEnd(end);
        services.Log.ConnectionEnded(context.ConnectionId, end);
    }

    /// <summary>A connection was closed as soon as it was accepted, for want of a descriptor.</summary>
    public void NoteClosed()
    {
        CountEnd(FileConnectionEnd.Refused);
        if (_closed.TryTake(out var count))
        {
            services.Log.ConnectionsClosed(count);
        }
    }

    private static void CountEnd(FileConnectionEnd end) => Telemetry.FileConnections.Add(1, new KeyValuePair<string, object?>("end", end.ToString()));

    private async Task<FileConnectionEnd> SortAsync(ConnectionContext context, IPAddress address, ConnectionDelegate http)
    {
        using var deadline = new Deadline(services.Time, reason => Cut(context, reason));
        deadline.Set(services.Options.HelloTimeout, "no greeting came");
        try
        {
            var closing = context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested;
            switch (await FirstByteAsync(context.Transport.Input, closing))
            {
                case null:
                    return FileConnectionEnd.Closed;

                case 0:
                    using (var connection = new FileConnection(services, context, address, deadline, closing))
                    {
                        return await connection.RunAsync();
                    }

                case Tls:
                    return FileConnectionEnd.OtherProtocol;

                default:
                    // Whatever it is, Kestrel's HTTP server and its time-outs deal with it.
                    deadline.Clear();
                    await http(context);
                    return FileConnectionEnd.Http;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return FileConnectionEnd.Broken;
        }
        catch (Exception e)
        {
            services.Log.ConnectionFailed(e, context.ConnectionId);
            context.Abort(new ConnectionAbortedException("Internal error."));
            return FileConnectionEnd.Failed;
        }
    }

    private void Cut(ConnectionContext context, string reason)
    {
        services.Log.ConnectionCut(context.ConnectionId, reason);
        context.Abort(new ConnectionAbortedException(reason));
    }

    /// <summary>Looks at the first byte and leaves it where it is.</summary>
    /// <returns>Null if the connection ended before.</returns>
    private static async ValueTask<byte?> FirstByteAsync(PipeReader input, CancellationToken cancellationToken)
    {
        var result = await input.ReadAsync(cancellationToken);
        byte? first = result.Buffer.IsEmpty ? null : result.Buffer.FirstSpan[0];
        input.AdvanceTo(result.Buffer.Start);
        return first;
    }
}
