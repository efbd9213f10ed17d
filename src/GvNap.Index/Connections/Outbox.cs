using System.IO.Pipelines;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Connections;

/// <summary>
/// What goes out on a connection. Replies wait until the transport takes them, which bounds them by the requests
/// that are worked on; pushed messages wait in a short queue, which costs nothing while there are none.
/// </summary>
/// <param name="pipe">The sending half of the connection.</param>
/// <param name="time">The clock.</param>
/// <param name="drained">Cancelled when nothing more is to be sent.</param>
internal sealed class Outbox(PipeWriter pipe, TimeProvider time, CancellationToken drained) : IDisposable
{
    private const int PushQueueLength = 16;

    /// <summary>Bytes of replies that are sent together.</summary>
    private const int MostBuffered = 16 * 1024;

    private readonly FrameWriter _writer = new(pipe);
    private readonly Lock _gate = new();
    private Queue<Envelope>? _pushes;
    private Task _pushing = Task.CompletedTask;
    private bool _takesPushes = true;
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

    /// <summary>Queues a message that nobody waits for. Does not send it on the caller's thread, who may hold a lock.</summary>
    /// <returns>False if the queue is full, or the connection ends.</returns>
    public bool TryPush(Envelope message)
    {
        lock (_gate)
        {
            if (!_takesPushes || _pushes?.Count >= PushQueueLength)
            {
                return false;
            }

            if (_pushes is not null)
            {
                _pushes.Enqueue(message);
                return true;
            }

            _pushes = new([message]);
            _pushing = Task.Run(SendPushesAsync, CancellationToken.None);
            return true;
        }
    }

    /// <summary>Takes no further pushes, and waits until those before are sent, or the connection is over.</summary>
    public Task EndPushesAsync()
    {
        lock (_gate)
        {
            _takesPushes = false;
            return _pushing;
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

    private async Task SendPushesAsync()
    {
        try
        {
            while (NextPush() is { } message)
            {
                await SendAsync(message, drained);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The connection is over, and its loop knows.
            lock (_gate)
            {
                _takesPushes = false;
            }
        }
    }

    /// <summary>Null when all are sent; whoever comes then begins anew.</summary>
    private Envelope? NextPush()
    {
        lock (_gate)
        {
            if (!_pushes!.TryDequeue(out var message))
            {
                (_pushes, _pushing) = (null, Task.CompletedTask);
            }

            return message;
        }
    }
}
