using System.Diagnostics;
using GvNap.Peer.Rates;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Transfers.Folders;

/// <summary>The small files of a folder, which come from the peer itself over few connections, many after another.</summary>
/// <param name="files">What is left, small or not.</param>
/// <param name="tree">Where it goes.</param>
/// <param name="entry">The peer.</param>
/// <param name="rate">How fast the folder may come.</param>
/// <param name="services">What all downloads share.</param>
internal sealed class SmallFiles(FolderFiles files, FolderTree tree, SourceEntry entry, TransferRate rate, DownloadServices services)
{
    /// <summary>Enough to hide the length of a line; a second slot has to wait for others' first.</summary>
    private const int Connections = 4;

    private readonly FileNaming _naming = new(files);
    private volatile bool _isGivenUp;

    /// <summary>Whether the peer is not worth asking again: it lied, or cannot be reached.</summary>
    public bool IsGivenUp => _isGivenUp;

    /// <summary>Fetches them. What the peer does not give is left.</summary>
    /// <exception cref="LocalFailureException">This machine cannot take them.</exception>
    public async Task FetchAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var giving = Task.Run(() => _naming.RunAsync(stop), CancellationToken.None);
        var fetching = Task.WhenAll(Enumerable.Range(0, Math.Min(Connections, files.SmallLeft)).Select(number => FetchAsync(mayWait: number == 0, stop.Token)));
        await fetching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _naming.Complete();
        (entry.IsSending, entry.Doing) = (false, "");
        if (files.SmallLeft == 0 && entry.Failure is { IsFinal: false })
        {
            // One of several connections was lost, or got no slot of its own: the others did without.
            entry.Failure = null;
        }

        // That the disk failed is why the connections ended.
        await giving;
        await fetching;
    }

    /// <summary>One connection. What ends it leaves its files to the others, and in the end to downloads of their own, which say what is wrong.</summary>
    /// <param name="mayWait">Whether to wait for an upload slot: one does for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    private async Task FetchAsync(bool mayWait, CancellationToken cancellationToken)
    {
        for (long? since = null; ;)
        {
            var (begin, bytes) = (services.Time.GetTimestamp(), entry.Bytes);
            var busy = await TryFetchAsync(cancellationToken);
            if (since is { } start && (busy is null || entry.Bytes > bytes))
            {
                SourceQueue.Measure(services.Time.GetElapsedTime(start, begin));
                since = null;
            }

            since ??= begin;
            if (busy is null || !mayWait || services.Time.GetElapsedTime(since.Value) > services.Options.LongestQueueWait)
            {
                return;
            }

            entry.Doing = QueuePlace.Describe(entry.Source, busy);
            await Task.Delay(QueuePlace.Pause(busy), services.Time, cancellationToken);
        }
    }

    /// <returns>The place in the peer's queue, if it has no slot.</returns>
    private async Task<Busy?> TryFetchAsync(CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity("fetch small files", ActivityKind.Client);
        using var guard = new StallGuard(services.Options.StallTimeout, services.Options.SlowestRate, services.Time, cancellationToken);
        SmallFileFetcher? fetcher = null;
        try
        {
            await using var connection = await services.Dialer.ConnectAsync(entry.Source, guard.Token);
            entry.Endpoint = connection.Endpoint;
            connection.Received = guard.Add;
            fetcher = new SmallFileFetcher(connection, files, tree, _naming, entry, rate);
            await fetcher.RunAsync(guard);
            return null;
        }
        catch (Exception e) when (SourceFailure.Of(e, guard) is { } failure)
        {
            entry.Failure = entry.Failure is { IsFinal: true } known ? known : failure;
            activity?.SetTag("gvnap.failure", failure.Kind.ToString());
            activity.Fail(failure.Message);
            if (failure.Kind == SourceFailureKind.Busy)
            {
                activity?.SetTag("gvnap.queue_position", fetcher?.Busy?.QueuePosition);
                return fetcher?.Busy ?? new Busy();
            }

            // Who cannot be reached is not tried again for each of many files, with patience for each.
            if (failure.Kind == SourceFailureKind.Lied || (failure.Kind == SourceFailureKind.Unreachable && entry.Endpoint is null))
            {
                _isGivenUp = true;
            }

            Telemetry.SourceFailures.Add(1, new KeyValuePair<string, object?>("reason", failure.Kind.ToString()));
            TransferLog.SourceFailed(services.Logger, entry.Source.ToString(), failure.Message);
            return null;
        }
    }
}
