using System.Diagnostics;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.IndexClient;

/// <summary>One registration on one connection: keeps the lease, and the index's idea of the catalogue up to date, until the connection ends.</summary>
internal sealed class IndexAttachment(
    IndexConnection connection,
    Registered registered,
    CatalogueSync sync,
    CatalogueSource catalogue,
    AttachmentEvents events,
    IndexSessionOptions options,
    ILogger logger,
    TimeProvider time) : IAsyncDisposable
{
    private const int TicksPerLease = 3;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>The connection.</summary>
    public IndexConnection Connection { get; } = connection;

    /// <summary>The peer's id.</summary>
    public PeerId Peer { get; } = PeerId.FromBytes(registered.PeerId.Span);

    /// <summary>What the server answered.</summary>
    public Registered Registered { get; } = registered;

    private TimeSpan Lease => TimeSpan.FromMilliseconds(Math.Max(Registered.LeaseMilliseconds, 100));

    /// <summary>Runs until the connection ends.</summary>
    /// <param name="trace">The trace that the first synchronisation belongs to.</param>
    /// <param name="cancellationToken">Ends the connection.</param>
    /// <returns>Why the connection ended.</returns>
    public async Task<IndexFailure> RunAsync(ActivityContext trace, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loops = new[] { KeepLeaseAsync(ending.Token), KeepCatalogueAsync(trace, ending.Token), events.KeepAsync(Connection, ending.Token) };
        using var stop = cancellationToken.Register(() => Connection.End("this peer leaves"));
        if (await Task.WhenAny([Connection.Ended, .. loops]) != Connection.Ended)
        {
            Connection.End("the attachment failed");
        }

        var end = await Connection.Ended;
        await ending.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var failed in loops.Where(l => l.IsFaulted))
        {
            IndexClientLog.LoopFailed(logger, failed.Exception!);
        }

        return end;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    /// <summary>
    /// A heartbeat each third of the lease. It is unanswered; so when nothing else has come for that long, a small
    /// request takes its place, and a server that answers none for a whole lease is given up. Ticks are counted, not
    /// seconds: a process that was stopped for a while must read first what came meanwhile.
    /// </summary>
    private async Task KeepLeaseAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Lease / TicksPerLease, time);
        var (silentTicks, last) = (0, Connection.LastReceived);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var received = Connection.LastReceived;
            silentTicks = received == last ? silentTicks + 1 : 0;
            last = received;
            switch (silentTicks)
            {
                case 0:
                    Connection.Tell(new Envelope { Heartbeat = new Heartbeat() });
                    break;
                case < TicksPerLease:
                    Connection.Poke();
                    break;
                default:
                    Connection.End($"nothing has come from it for {time.GetElapsedTime(received).TotalSeconds:0} s");
                    return;
            }
        }
    }

    private async Task KeepCatalogueAsync(ActivityContext trace, CancellationToken cancellationToken)
    {
        while (true)
        {
            var snapshot = catalogue.Current();
            await SynchroniseAsync(trace, snapshot.Files, cancellationToken);
            events.Synchronised();
            trace = default;
            await Task.Delay(options.ShareInterval, time, cancellationToken);
            await catalogue.WaitForChangeAsync(snapshot.Revision, cancellationToken);
        }
    }

    private async Task SynchroniseAsync(ActivityContext trace, IReadOnlyDictionary<uint, Sharing.SharedFile> files, CancellationToken cancellationToken)
    {
        if (sync.Next(files) is not { } batch)
        {
            return;
        }

        using var activity = Telemetry.Source.StartActivity("share files", ActivityKind.Internal, trace);
        for (; batch is not null; batch = sync.Next(files))
        {
            var reply = await Connection.ShareAsync(batch, cancellationToken);
            if (reply.TryGet(out var shared, out var failure))
            {
                sync.Acknowledge(shared.Refused);
                if (shared.Refused.Count > 0)
                {
                    events.Refused(sync.RefusedFiles);
                }
            }
            else
            {
                await RecoverAsync(failure, cancellationToken);
            }
        }
    }

    private async Task RecoverAsync(IndexFailure failure, CancellationToken cancellationToken)
    {
        switch (failure)
        {
            case { Kind: IndexFailureKind.ConnectionLost }:
                // The fate of the batch shows at the next attachment.
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
                break;
            case { Code: ErrorCode.CatalogueMismatch }:
                sync.StartAnew();
                break;
            case { Code: ErrorCode.Superseded }:
                events.Pushed(new Envelope { Error = new Error { Code = failure.Code, Message = failure.Message } });
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
                break;
            case { Code: ErrorCode.Limit or ErrorCode.Invalid }:
                sync.RefuseBatch();
                events.Refused(sync.RefusedFiles);
                await Task.Delay(RetryPause, time, cancellationToken);
                break;
            default:
                // Unavailable, or no answer in time: the same batch again is harmless.
                await Task.Delay(RetryPause, time, cancellationToken);
                break;
        }
    }
}
