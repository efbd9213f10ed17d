using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load.Peers;

/// <summary>
/// A peer's connection: one request at a time, and what the server says of itself. While nothing comes it has no
/// buffer, so that tens of thousands can wait.
/// </summary>
internal sealed class PeerLine : IDisposable
{
    private static readonly byte[] HeartbeatFrame = FrameBytes.Of(new Envelope { Heartbeat = new Heartbeat() });
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly Action<Envelope> _onPush;
    private readonly SemaphoreSlim _sending = new(1);
    private TaskCompletionSource<Envelope>? _awaited;
    private ulong _last = 1;

    /// <summary>Takes over a connection on which versions are agreed.</summary>
    public PeerLine(Socket socket, Action<Envelope> onPush)
    {
        (_socket, _onPush) = (socket, onPush);
        Closed = ReadAsync();
    }

    /// <summary>Done when the connection is over, whoever ended it.</summary>
    public Task Closed { get; }

    /// <summary>Sends a request and waits for its reply.</summary>
    /// <exception cref="IOException">The connection ended before, or the reply took longer than a minute.</exception>
    public async Task<Envelope> AskAsync(Func<ulong, ReadOnlyMemory<byte>> request, CancellationToken cancellationToken)
    {
        var reply = new TaskCompletionSource<Envelope>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _awaited, reply);
        if (Closed.IsCompleted)
        {
            throw Broken();
        }

        try
        {
            await SendAsync(request(++_last), cancellationToken);
            return await reply.Task.WaitAsync(Patience, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or TimeoutException)
        {
            // A reply that came later would be taken for that to the next request.
            Dispose();
            throw new IOException("The index server is gone.", e);
        }
    }

    /// <summary>Sends a request and waits for its reply.</summary>
    /// <inheritdoc cref="AskAsync(Func{ulong, ReadOnlyMemory{byte}}, CancellationToken)"/>
    public Task<Envelope> AskAsync(Envelope request, CancellationToken cancellationToken) => AskAsync(
        id =>
        {
            request.RequestId = id;
            return FrameBytes.Of(request);
        },
        cancellationToken);

    /// <summary>Sends a heartbeat, unless something else is being sent; nothing happens if the connection is over.</summary>
    public void Beat()
    {
        if (_sending.Wait(0))
        {
            try
            {
                _socket.Send(HeartbeatFrame);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Its reader notices.
            }
            finally
            {
                _sending.Release();
            }
        }
    }

    /// <summary>Sends what is not answered.</summary>
    /// <exception cref="IOException">The connection is over.</exception>
    public async Task TellAsync(Envelope message, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(FrameBytes.Of(message), cancellationToken);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Broken();
        }
    }

    /// <summary>Cuts the connection as a crash does: half of the crashes with a reset.</summary>
    public void Cut(bool reset)
    {
        _socket.LingerState = new LingerOption(reset, 0);
        _socket.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static IOException Broken() => new("The connection to the index server is closed.");

    private async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            while (!frame.IsEmpty)
            {
                frame = frame[await _socket.SendAsync(frame, cancellationToken)..];
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await ReadFrameAsync() is { } message)
            {
                if (message.RequestId != 0)
                {
                    Interlocked.Exchange(ref _awaited, null)?.TrySetResult(message);
                }
                else
                {
                    _onPush(message);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // Over.
        }

        Interlocked.Exchange(ref _awaited, null)?.TrySetException(Broken());
    }

    private async Task<Envelope?> ReadFrameAsync()
    {
        // Nothing is rented before something is there.
        await _socket.ReceiveAsync(Memory<byte>.Empty);
        var header = new byte[Frame.HeaderLength];
        if (!await FillAsync(header))
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(header);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            return await FillAsync(buffer.AsMemory(0, length)) ? Envelope.Parser.ParseFrom(buffer, 0, length) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<bool> FillAsync(Memory<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = await _socket.ReceiveAsync(buffer);
            if (count == 0)
            {
                return false;
            }

            buffer = buffer[count..];
        }

        return true;
    }
}
