using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using GvNap.Protocol;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers;

/// <summary>
/// Fetches ranges of pieces over one connection, with several requests under way; what has arrived is verified and
/// written while the next arrives.
/// </summary>
internal sealed class PieceFetcher(SourceConnection connection, PieceLayer layer, PieceScheduler scheduler, PartFile part, StallGuard guard, int readLength, Action<long> onWritten)
{
    /// <summary>Ranges that wait for the disk: one is being written, one is ready.</summary>
    private const int WaitingRanges = 2;

    private readonly Channel<Received> _received = Channel.CreateBounded<Received>(WaitingRanges);
    private readonly Queue<PieceRange> _claimed = new();
    private readonly Protocol.Messages.ContentKey _key = layer.Content.ToKey();
    private PieceRange _requesting;
    private int _requestedOfRange;
    private int _outstanding;

    /// <summary>Runs until nothing is left to claim.</summary>
    /// <exception cref="SourceException">The source failed.</exception>
    /// <exception cref="LocalFailureException">The disk did.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = Task.Run(() => WriteAsync(stop), CancellationToken.None);
        ExceptionDispatchInfo? failure = null;
        try
        {
            await ReceiveAsync(stop.Token);
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        _received.Writer.Complete();
        foreach (var range in _claimed)
        {
            scheduler.Release(range);
        }

        // What the writer found wrong weighs more than how the connection ended.
        await writing;
        failure?.Throw();
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        await RequestAsync(cancellationToken);
        while (_claimed.TryPeek(out var range))
        {
            var received = await ReceiveRangeAsync(range, cancellationToken);
            guard.Excuse();
            await _received.Writer.WriteAsync(received, cancellationToken);
            guard.Excuse();

            // Only now, so that it comes back if the writer has failed meanwhile.
            _claimed.Dequeue();
            await RequestAsync(cancellationToken);
        }
    }

    /// <summary>Keeps as many requests under way as the protocol allows.</summary>
    private async ValueTask RequestAsync(CancellationToken cancellationToken)
    {
        while (_outstanding < ProtocolLimits.OutstandingRequests)
        {
            if (_requestedOfRange == 0)
            {
                if (!scheduler.TryClaim(out _requesting))
                {
                    return;
                }

                _claimed.Enqueue(_requesting);
            }

            var left = _requesting.LengthIn(layer.Geometry) - _requestedOfRange;
            var length = Math.Min(left, readLength);
            await connection.RequestRangeAsync(_key, _requesting.OffsetIn(layer.Geometry) + _requestedOfRange, length, cancellationToken);
            _outstanding++;
            _requestedOfRange = length == left ? 0 : _requestedOfRange + length;
        }
    }

    private async ValueTask<Received> ReceiveRangeAsync(PieceRange range, CancellationToken cancellationToken)
    {
        var length = range.LengthIn(layer.Geometry);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var filled = 0;
        try
        {
            while (filled < length)
            {
                var next = Math.Min(length - filled, readLength);
                await connection.ReceiveRangeAsync(buffer.AsMemory(filled, next), cancellationToken);
                _outstanding--;
                await RequestAsync(cancellationToken);
                filled += next;
            }

            return new Received(range, buffer);
        }
        catch
        {
            // The whole pieces that are there are worth keeping.
            var pieces = Math.Min(range.Count, (filled + connection.Filled) / layer.Geometry.PieceLength);
            if (pieces > 0 && _claimed.TryDequeue(out _))
            {
                scheduler.Release(new PieceRange(range.First + pieces, range.Count - pieces));
                await _received.Writer.WriteAsync(new Received(new PieceRange(range.First, pieces), buffer), CancellationToken.None);
            }

            throw;
        }
    }

    private async Task WriteAsync(CancellationTokenSource stop)
    {
        try
        {
            await foreach (var (range, buffer) in _received.Reader.ReadAllAsync(CancellationToken.None))
            {
                Write(range, buffer);
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        catch
        {
            await stop.CancelAsync();
            await foreach (var (range, _) in _received.Reader.ReadAllAsync(CancellationToken.None))
            {
                scheduler.Release(range);
            }

            throw;
        }
    }

    /// <summary>Writes the good pieces of a range in one go, up to the first bad one.</summary>
    private void Write(PieceRange range, byte[] buffer)
    {
        var good = 0;
        var length = 0;
        for (; good < range.Count; good++)
        {
            var next = layer.Geometry.LengthOf(range.First + good);
            if (!layer.Verify(range.First + good, buffer.AsSpan(length, next)))
            {
                break;
            }

            length += next;
        }

        try
        {
            part.Write(buffer.AsSpan(0, length), range.OffsetIn(layer.Geometry));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            scheduler.Release(range);
            throw LocalFailureException.Of(e, Path.GetDirectoryName(part.FilePath) ?? "");
        }

        for (var piece = range.First; piece < range.First + good; piece++)
        {
            scheduler.Complete(piece);
        }

        onWritten(length);
        if (good < range.Count)
        {
            Telemetry.DiscardedBytes.Add(range.LengthIn(layer.Geometry) - length);
            scheduler.Release(range);
            throw new SourceException(SourceFailureKind.Lied, $"what it sent for piece {range.First + good} is not what belongs there");
        }
    }

    private readonly record struct Received(PieceRange Range, byte[] Buffer);
}
