using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace GvNap.ServiceDefaults.Descriptors;

/// <summary>
/// A transport that closes the connections for which the process has no descriptor to spare as soon as they are
/// accepted. Limits that are looked at when a connection is served come too late for that: a whole backlog may be
/// accepted before the first is.
/// </summary>
/// <param name="transport">What listens.</param>
/// <param name="budget">The process's descriptors; null: nothing is closed.</param>
/// <param name="guarded">The endpoint that strangers know; others have a little more room, so that a flood there does not silence them.</param>
/// <param name="closed">Told of each connection that was closed; called between two accepts.</param>
public sealed class GuardedTransport(IConnectionListenerFactory transport, DescriptorBudget? budget, EndPoint guarded, Action closed) : IConnectionListenerFactory
{
    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = await transport.BindAsync(endpoint, cancellationToken);
        return budget is null ? listener : new Listener(listener, budget, endpoint.Equals(guarded), closed);
    }

    private sealed class Listener(IConnectionListener listener, DescriptorBudget budget, bool isGuarded, Action closed) : IConnectionListener
    {
        public EndPoint EndPoint => listener.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                var connection = await listener.AcceptAsync(cancellationToken);
                if (connection is null || HasRoom(connection))
                {
                    return connection;
                }

                closed();
                connection.Abort(new ConnectionAbortedException("The process has no descriptor to spare."));
                await connection.DisposeAsync();
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => listener.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => listener.DisposeAsync();

        private bool HasRoom(ConnectionContext connection) =>
            connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket || (isGuarded ? budget.Admits(socket) : budget.AdmitsOwn(socket));
    }
}
