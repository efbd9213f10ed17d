using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using GvNap.Protocol.Messages;

namespace GvNap.Protocol.Framing;

/// <summary>Reads frames, and raw bytes between them, from a connection. One reader at a time.</summary>
/// <param name="pipe">The receiving half of the connection.</param>
/// <param name="maxBodyLength">The largest frame body to take, bytes.</param>
public sealed class FrameReader(PipeReader pipe, int maxBodyLength = Frame.MaxBodyLength)
{
    private volatile bool _isInsideFrame;
    private bool _hasNext;

    /// <summary>
    /// Whether a frame has begun to come and is not complete: any thread may ask, to tell a frame that trickles
    /// from a remote side that is silent.
    /// </summary>
    public bool IsInsideFrame => _isInsideFrame;

    /// <summary>Whether another whole frame came together with the last one, so that the next read need not wait. For the one who reads.</summary>
    public bool HasNext => _hasNext;

    /// <summary>Waits for the next frame.</summary>
    /// <returns>Its envelope, or null if the remote side ended the connection between two frames.</returns>
    /// <exception cref="ProtocolException">The frame is malformed or cut short. Nothing more can be read.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. Nothing is lost: the frame can be read later.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Envelope?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken);
            ThrowIfCancelled(result);
            var buffer = result.Buffer;
            var isEmpty = buffer.IsEmpty;
            var (consumed, examined) = (buffer.Start, buffer.End);
            try
            {
                if (Frame.TryRead(ref buffer, out var body, maxBodyLength))
                {
                    _isInsideFrame = false;
                    consumed = examined = buffer.Start;
                    _hasNext = Frame.IsWhole(buffer);
                    return Frame.Parse(body);
                }
            }
            finally
            {
                pipe.AdvanceTo(consumed, examined);
            }

            if (result.IsCompleted)
            {
                return isEmpty ? null : throw Truncated();
            }

            (_isInsideFrame, _hasNext) = (!isEmpty, false);
        }
    }

    /// <summary>Fills <paramref name="destination"/> with the raw bytes that follow a frame.</summary>
    /// <exception cref="ProtocolException">The connection ended before.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. What came is lost: close the connection.</exception>
    public async ValueTask ReadRawAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (!destination.IsEmpty)
        {
            var result = await pipe.ReadAsync(cancellationToken);
            ThrowIfCancelled(result);
            var buffer = result.Buffer;
            var taken = (int)Math.Min(buffer.Length, destination.Length);
            buffer.Slice(0, taken).CopyTo(destination.Span);
            destination = destination[taken..];
            pipe.AdvanceTo(buffer.GetPosition(taken));
            if (result.IsCompleted && taken == 0)
            {
                throw Truncated();
            }
        }
    }

    private void ThrowIfCancelled(ReadResult result)
    {
        if (result.IsCanceled)
        {
            pipe.AdvanceTo(result.Buffer.Start);
            throw new OperationCanceledException("The connection's owner ended the read.");
        }
    }

    private static ProtocolException Truncated() => new(ErrorCode.Invalid, "The connection ended inside a frame.");
}
