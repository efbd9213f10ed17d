using System.IO.Pipelines;
using System.Threading.Channels;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Connections;

/// <summary>
/// What goes out on a connection. Replies wait until the transport takes them, which bounds them by the requests
/// that are worked on; pushed messages wait in a short queue.
/// </summary>
internal sealed class Outbox(PipeWriter pipe, TimeProvider time) : IDisposable
{
    private const int PushQueueLength = 16;

    /// <summary>Bytes of replies that are sent together.</summary>
    private const int MostBuffered = 16 * 1024;

    private readonly FrameWriter _writer = new(pipe);
    private readonly Channel<Envelope> _pushes = Channel.CreateBounded<Envelope>(new BoundedChannelOptions(PushQueueLength) { SingleReader = true });
    private int _waiting;
    private long _progress;

    /// <summary>How long the oldest write has waited since the remote side last took something; zero if none waits.</summary>
    public TimeSpan Stalled => Volatile.Read(ref _waiting) == 0 ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _progress));

    /// <summary>Sends a message and waits until the transport has taken it.</summary>
    /// <exception cref="IOException">The remote side is gone.</exception>
    public ValueTask SendAsync(Envelope message, CancellationToken cancellationToken) => SendAsync(message, default, cancellationToken);

    /// <summary>Sends a whole frame and waits until the transport has taken it.</summary>
    /// <exception cref="IOException">The remote side is gone.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken) => SendAsync(null, frame, cancellationToken);

    /// <summary>Keeps a whole frame until <see cref="FlushAsync"/>, or until the next message is sent.</summary>
    /// <returns>False if it must be sent now.</returns>
    /// <exception cref="IOException">The remote side is gone.</exception>
    public bool TryBuffer(ReadOnlyMemory<byte> frame) => _writer.TryBuffer(frame, MostBuffered);

    /// <summary>Sends the frames that were kept, if there are any.</summary>
    /// <exception cref="IOException">The remote side is gone.</exception>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => _writer.HasBuffered ? SendAsync(null, default, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Queues a message that nobody waits for.</summary>
    /// <returns>False if the queue is full.</returns>
    public bool TryPush(Envelope message) => _pushes.Writer.TryWrite(message);

    /// <summary>Takes no further pushes.</summary>
    public void CompletePushes() => _pushes.Writer.TryComplete();

    /// <summary>Sends what is pushed, until <see cref="CompletePushes"/> or the end of the connection.</summary>
    public async Task SendPushesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _pushes.Reader.ReadAllAsync(cancellationToken))
            {
                await SendAsync(message, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The connection is over, and its loop knows.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private async ValueTask SendAsync(Envelope? message, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) == 1)
        {
            Volatile.Write(ref _progress, time.GetTimestamp());
        }

        try
        {
            await (message is null ? _writer.WriteAsync(frame, cancellationToken) : _writer.WriteAsync(message, cancellationToken));
        }
        finally
        {
            Volatile.Write(ref _progress, time.GetTimestamp());
            Interlocked.Decrement(ref _waiting);
        }
    }
}
