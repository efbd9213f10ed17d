using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using GvNap.Protocol;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Transfers;

/// <summary>
/// The downloading side of a transfer connection. A file's bytes are received straight into the buffer in which they are
/// verified; only frames, and what arrives in one go with them, pass through a small buffer.
/// </summary>
/// <param name="socket">The connection.</param>
internal sealed class TransferStream(Socket socket) : IAsyncDisposable
{
    private byte[] _buffer = new byte[4096];
    private readonly ArrayBufferWriter<byte> _outgoing = new();
    private int _start;
    private int _end;

    /// <summary>Is told each time bytes came, how many.</summary>
    public Action<int>? Received { get; set; }

    /// <summary>Bytes that the latest <see cref="ReadRawAsync"/> has filled, also when it failed.</summary>
    public int Filled { get; private set; }

    /// <summary>Sends one frame. One caller at a time.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    public ValueTask WriteAsync(Envelope envelope, CancellationToken cancellationToken)
    {
        Append(envelope);
        return FlushAsync(cancellationToken);
    }

    /// <summary>Prepares one frame to be sent together with others.</summary>
    public void Append(Envelope envelope) => Frame.Write(_outgoing, envelope);

    /// <summary>Sends what was prepared. One caller at a time.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var left = _outgoing.WrittenMemory;
        while (!left.IsEmpty)
        {
            left = left[await socket.SendAsync(left, cancellationToken)..];
        }

        _outgoing.ResetWrittenCount();
    }

    /// <summary>Prepares for many small files, which are better received several at once than one by one.</summary>
    public void ExpectSmallFiles() => Array.Resize(ref _buffer, 64 * 1024);

    /// <summary>Reads the next frame. One caller at a time.</summary>
    /// <exception cref="ProtocolException">It is malformed.</exception>
    /// <exception cref="EndOfStreamException">The source closed the connection.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    public async ValueTask<Envelope> ReadAsync(CancellationToken cancellationToken)
    {
        var header = new byte[Frame.HeaderLength];
        await ReadRawAsync(header, cancellationToken);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length is 0 or > Frame.MaxBodyLength)
        {
            throw new ProtocolException(ErrorCode.Invalid, $"A frame of {length} bytes is outside 1 to {Frame.MaxBodyLength}.");
        }

        var body = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            await ReadRawAsync(body.AsMemory(0, (int)length), cancellationToken);
            return Frame.Parse(new ReadOnlySequence<byte>(body, 0, (int)length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    /// <summary>Fills <paramref name="destination"/> with raw bytes.</summary>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    public async ValueTask ReadRawAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        for (Filled = 0; Filled < destination.Length;)
        {
            var rest = destination[Filled..];
            if (_start == _end && rest.Length >= _buffer.Length)
            {
                Filled += await ReceiveAsync(rest, cancellationToken);
                continue;
            }

            if (_start == _end)
            {
                (_start, _end) = (0, await ReceiveAsync(_buffer, cancellationToken));
            }

            var length = Math.Min(_end - _start, rest.Length);
            _buffer.AsMemory(_start, length).CopyTo(rest);
            _start += length;
            Filled += length;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var length = await socket.ReceiveAsync(destination, cancellationToken);
        if (length == 0)
        {
            throw new EndOfStreamException();
        }

        Received?.Invoke(length);
        return length;
    }
}
