using System.Buffers;
using System.Net.Sockets;
using Google.Protobuf;
using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>One request to a <see cref="ScriptedSource"/>, and the means to answer it.</summary>
internal sealed class ScriptedExchange(ScriptedSource source, Socket socket, Stream stream, CancellationToken stopping)
{
    public Envelope Request { get; set; } = new();

    public ScriptedSource Source => source;

    public CancellationToken Stopping => stopping;

    public Opened HonestOpened => new()
    {
        Content = source.Id.ToKey(),
        Name = source.Name,
        PieceSize = (uint)source.Layer.Geometry.PieceLength,
        PieceLayer = ByteString.CopyFrom(source.Layer.Bytes.Span),
    };

    public byte[] HonestBytes => source.Content.AsSpan((int)Request.Read.Offset, (int)Request.Read.Length).ToArray();

    public Task AnswerHonestlyAsync() => Request.MessageCase switch
    {
        Envelope.MessageOneofCase.TransferHello => SendAsync(new Envelope { TransferWelcome = new TransferWelcome { Version = 1, PeerId = ByteString.CopyFrom(source.Peer.ToBytes()) } }),
        Envelope.MessageOneofCase.Open when Request.Open.Name == source.Name || (Request.Open.Content.TryRead(out var id) && id == source.Id) =>
            SendAsync(new Envelope { Opened = HonestOpened }),
        Envelope.MessageOneofCase.Read => SendRangeAsync(HonestBytes),
        _ => SendAsync(new Envelope { Error = new Error { Code = ErrorCode.NotFound, Message = "There is no such file here." } }),
    };

    public async Task SendRangeAsync(byte[] bytes)
    {
        source.Reads.Enqueue(((long)Request.Read.Offset, (int)Request.Read.Length));
        await SendAsync(new Envelope { ReadHeader = new ReadHeader { Length = (uint)bytes.Length } });
        await stream.WriteAsync(bytes, stopping);
    }

    public async Task SendAsync(Envelope envelope)
    {
        envelope.RequestId = Request.RequestId;
        var frame = new ArrayBufferWriter<byte>();
        Frame.Write(frame, envelope);
        await stream.WriteAsync(frame.WrittenMemory, stopping);
    }

    public async Task SendRawAsync(byte[] bytes) => await stream.WriteAsync(bytes, stopping);

    /// <summary>Says that no more comes. What was sent arrives: the other side is still read.</summary>
    public void Close() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Says nothing more, until the other side closes.</summary>
    public Task HangAsync() => stream.CopyToAsync(Stream.Null, stopping);
}
