using System.Runtime.ExceptionServices;
using GvNap.Peer.Rates;
using GvNap.Peer.Transfers.Scheduling;
using GvNap.Protocol;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers;

/// <summary>
/// Fetches ranges of pieces over one connection, with several requests under way, until nothing is left: an idle source
/// waits for what others give back.
/// </summary>
/// <param name="connection">The connection; the file is open there.</param>
/// <param name="source">What the source has, and is asked for.</param>
/// <param name="file">The file.</param>
/// <param name="writer">Verifies and writes.</param>
/// <param name="buffers">The memory to receive in.</param>
/// <param name="readLength">Bytes that a request asks for at most.</param>
/// <param name="rate">The rate that the download keeps to.</param>
internal sealed class PieceFetcher(
    SourceConnection connection, SourcePieces source, FileInProgress file, PieceWriter writer, ReceiveBuffers buffers, int readLength, TransferRate rate)
{
    /// <summary>What is received before it is verified and written, if the pieces are smaller: few enough bytes to be in the processor's cache then.</summary>
    private const int ChunkLength = 256 * 1024;

    private const int ChunksPerRange = 4;

    /// <summary>How soon an idle source looks again whether another has become late.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private readonly PieceGeometry _geometry = file.Layer.Geometry;
    private readonly Protocol.Messages.ContentKey _content = file.Layer.Content.ToKey();
    private readonly Queue<PieceRange> _claimed = new();
    private readonly Queue<int> _requests = new();
    private PieceRange _requesting;
    private int _requestedOfRange;
    private int _leftOfReply;

    /// <summary>Runs until all pieces of the file are there.</summary>
    /// <exception cref="SourceException">The source failed.</exception>
    /// <exception cref="LocalFailureException">The disk did.</exception>
    public async Task RunAsync(StallGuard guard)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(guard.Token);
        var writing = writer.RunAsync(stop);
        ExceptionDispatchInfo? failure = null;
        try
        {
            while (!file.Scheduler.IsComplete)
            {
                var changed = file.Scheduler.Changed;
                await RequestAsync(stop.Token);
                if (_claimed.TryDequeue(out var range))
                {
                    await ReceiveRangeAsync(range, guard, stop.Token);
                }
                else if (source.IsDue)
                {
                    await source.AskAsync(stop.Token);
                }
                else
                {
                    await IdleAsync(changed, guard, stop.Token);
                }
            }
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        // What the writer found wrong weighs more than how the connection ended.
        writer.Complete();
        await writing;
        failure?.Throw();
    }

    /// <summary>Keeps as much asked for as the protocol allows and the source's pace is worth.</summary>
    private async ValueTask RequestAsync(CancellationToken cancellationToken)
    {
        while (_requests.Count < ProtocolLimits.OutstandingRequests)
        {
            if (_requestedOfRange == 0)
            {
                if (!file.Scheduler.TryClaim(source.Claims, out _requesting))
                {
                    return;
                }

                _claimed.Enqueue(_requesting);
            }

            var left = _requesting.LengthIn(_geometry) - _requestedOfRange;
            var length = Math.Min(left, readLength);
            await connection.RequestRangeAsync(_content, _requesting.OffsetIn(_geometry) + _requestedOfRange, length, cancellationToken);
            _requests.Enqueue(length);
            _requestedOfRange = length == left ? 0 : _requestedOfRange + length;
        }
    }

    private async Task ReceiveRangeAsync(PieceRange range, StallGuard guard, CancellationToken cancellationToken)
    {
        // A slow source has short ranges: its pieces are written as they come.
        var mostPerChunk = Math.Max(1, ChunkLength / _geometry.PieceLength);
        var perChunk = Math.Clamp(range.Count / ChunksPerRange, 1, mostPerChunk);
        for (var first = range.First; first < range.End; first += perChunk)
        {
            var pieces = new PieceRange(first, Math.Min(perChunk, range.End - first));

            // Waiting for our own memory, processor or disk.
            guard.Pause();
            var buffer = await buffers.RentAsync(mostPerChunk * _geometry.PieceLength, cancellationToken);
            guard.Resume();
            await ReceiveAsync(pieces, buffer, guard, cancellationToken);
            guard.Pause();
            await HandOverAsync(pieces, buffer, cancellationToken);
            guard.Resume();
        }
    }

    private async ValueTask ReceiveAsync(PieceRange pieces, byte[] buffer, StallGuard guard, CancellationToken cancellationToken)
    {
        var length = pieces.LengthIn(_geometry);
        var filled = 0;
        var isBetweenReplies = true;
        try
        {
            while (filled < length)
            {
                if (_leftOfReply == 0)
                {
                    await connection.ReceiveHeaderAsync(_requests.Peek(), cancellationToken);
                    _leftOfReply = _requests.Peek();
                }

                var next = rate.StepOf(Math.Min(length - filled, _leftOfReply));
                await WaitForRateAsync(next, guard, cancellationToken);
                isBetweenReplies = false;
                await connection.ReceiveBytesAsync(buffer.AsMemory(filled, next), cancellationToken);
                isBetweenReplies = true;
                file.Scheduler.Receive(source.Claims, next);
                filled += next;
                _leftOfReply -= next;
                if (_leftOfReply == 0)
                {
                    _requests.Dequeue();
                    await RequestAsync(cancellationToken);
                }
            }
        }
        catch
        {
            // The whole pieces that are there are worth keeping.
            filled += isBetweenReplies ? 0 : connection.Filled;
            await KeepAsync(pieces with { Count = Math.Min(pieces.Count, filled / _geometry.PieceLength) }, buffer);
            throw;
        }
    }

    private async ValueTask WaitForRateAsync(int bytes, StallGuard guard, CancellationToken cancellationToken)
    {
        if (rate.IsLimited)
        {
            guard.Pause();
            await rate.TakeAsync(bytes, cancellationToken);
            guard.Resume();
        }
    }

    private async ValueTask HandOverAsync(PieceRange pieces, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            await writer.AddAsync(pieces, buffer, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await KeepAsync(pieces, buffer);
            throw;
        }
    }

    private async ValueTask KeepAsync(PieceRange pieces, byte[] buffer)
    {
        if (pieces.Count > 0)
        {
            await writer.AddAsync(pieces, buffer, CancellationToken.None);
        }
        else
        {
            buffers.Return(buffer);
        }
    }

    private static async Task IdleAsync(Task changed, StallGuard guard, CancellationToken cancellationToken)
    {
        guard.Pause();
        using var look = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(changed, Task.Delay(LookAgain, look.Token));
        await look.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        guard.Resume();
    }
}
