using System.Buffers;
using System.IO.Pipelines;
using GvNap.Protocol.Messages;

namespace GvNap.Protocol.Framing;

/// <summary>Writes frames to a connection; several callers may write at once, each frame stays whole.</summary>
/// <param name="pipe">The sending half of the connection. Its own back-pressure bounds what is queued.</param>
public sealed class FrameWriter(PipeWriter pipe) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile bool _ended;
    private volatile int _buffered;

    /// <summary>Writes one frame and waits until the connection has taken it.</summary>
    /// <param name="envelope">The frame's message.</param>
    /// <param name="cancellationToken">
    /// Ends the wait. A frame that was begun is still sent whole, so that the connection stays usable for others.
    /// </param>
    /// <exception cref="ArgumentException">The envelope does not fit a frame; nothing was written.</exception>
    /// <exception cref="IOException">The remote side is gone, or this writer was disposed.</exception>
    public ValueTask WriteAsync(Envelope envelope, CancellationToken cancellationToken)
    {
        Frame.CheckLength(envelope);
        return WriteAsync(envelope, default, cancellationToken);
    }

    /// <summary>Writes one frame that is encoded already, its length included, and waits until the connection has taken it.</summary>
    /// <param name="frame">The frame; not looked at any more when this ends, however it does.</param>
    /// <param name="cancellationToken">
    /// Ends the wait. A frame that was begun is still sent whole, so that the connection stays usable for others.
    /// </param>
    /// <exception cref="IOException">The remote side is gone, or this writer was disposed.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken) => WriteAsync(null, frame, cancellationToken);

    /// <summary>Writes one frame that is encoded already, if nobody else writes, and leaves it to a later write to send it.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="most">Most bytes that may wait.</param>
    /// <returns>False if more would wait, or somebody writes: nothing was done.</returns>
    /// <exception cref="IOException">The remote side is gone, or this writer was disposed.</exception>
    public bool TryBuffer(ReadOnlyMemory<byte> frame, int most)
    {
        if (_buffered + frame.Length > most || !_turn.Wait(0))
        {
            return false;
        }

        try
        {
            ThrowIfEnded();
            pipe.Write(frame.Span);
            _buffered += frame.Length;
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whether <see cref="TryBuffer"/> left something, which any write sends, also one of an empty frame.</summary>
    public bool HasBuffered => _buffered > 0;

    /// <summary>Refuses further writes. The connection itself is its owner's to close.</summary>
    public void Dispose() => _ended = true;

    private async ValueTask WriteAsync(Envelope? envelope, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        var write = WriteInTurnAsync(envelope, frame);
        await (write.IsCompleted ? write : write.WaitAsync(cancellationToken));
    }

    /// <summary>Owns the turn until the frame is out, even if the caller no longer waits.</summary>
    private async Task WriteInTurnAsync(Envelope? envelope, ReadOnlyMemory<byte> frame)
    {
        try
        {
            ThrowIfEnded();
            if (envelope is null)
            {
                pipe.Write(frame.Span);
            }
            else
            {
                Frame.Write(pipe, envelope);
            }

            _buffered = 0;
            var result = await pipe.FlushAsync(CancellationToken.None);
            _ended |= result.IsCompleted;
            ThrowIfEnded();
        }
        catch
        {
            // Part of a frame may be out: nothing that follows could be read.
            _ended = true;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private void ThrowIfEnded()
    {
        if (_ended)
        {
            throw new IOException("The connection is closed.");
        }
    }
}
