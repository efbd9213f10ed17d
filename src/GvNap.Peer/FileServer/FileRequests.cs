using System.Net;
using Google.Protobuf;
using GvNap.Peer.FileServer.Slots;
using GvNap.Peer.Transfers.Scheduling;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using Kind = GvNap.Protocol.Messages.Envelope.MessageOneofCase;

namespace GvNap.Peer.FileServer;

/// <summary>Answers the requests of one connection, in their order. It knows no sockets.</summary>
/// <param name="services">What all connections share.</param>
/// <param name="address">The remote address, as the queue counts it.</param>
internal sealed class FileRequests(FileServices services, IPAddress address) : IDisposable
{
    private readonly FileGreeting _greeting = new(services, address);
    private readonly OpenFiles _files = new();
    private readonly ConnectionSlot _slot = new(services);

    /// <summary>Whether the remote side has said hello.</summary>
    public bool IsGreeted => _greeting.Client is not null;

    /// <summary>Answers a request.</summary>
    /// <exception cref="ProtocolException">The request breaks the protocol so that the connection must end.</exception>
    public async ValueTask<FileReply> AnswerAsync(Envelope request, CancellationToken cancellationToken) => _greeting.Client is not { } client
        ? _greeting.Answer(request)
        : request.MessageCase switch
        {
            Kind.Open => await OpenAsync(request.Open, client, cancellationToken),
            Kind.Read => await ReadAsync(request.Read, client, cancellationToken),
            Kind.Have => Have(request.Have),
            Kind.TransferHello => FileReply.Refuse(ErrorCode.OutOfOrder, "TransferHello came before."),
            _ => FileReply.Refuse(ErrorCode.Unsupported, "A file port does not know this message."),
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        _slot.Dispose();
        _files.Dispose();
    }

    private async ValueTask<FileReply> OpenAsync(Open request, UploadClient client, CancellationToken cancellationToken)
    {
        if (WantedFile.TryRead(services.Library, request) is not { } wanted)
        {
            return FileReply.Refuse(ErrorCode.Invalid, "Open needs a content id or a name.");
        }

        if (!wanted.IsShared)
        {
            return FileReply.Refuse(ErrorCode.NotFound, "This peer does not share such a file.");
        }

        var (slot, busy) = await _slot.TakeAsync(client, cancellationToken);
        if (slot is null)
        {
            return busy;
        }

        // It may have to be hashed again: the remote side waits for that.
        using var excuse = slot.Excuse();
        if (await wanted.OpenWithLayerAsync(cancellationToken) is not var (file, layer))
        {
            return FileReply.Refuse(ErrorCode.Changed, "The file has changed since it was shared.");
        }

        _files.Add(file);
        return new FileReply(new Envelope
        {
            Opened = new Opened
            {
                Content = file.File.Content.ToKey(),
                Name = file.File.Name,
                PieceSize = (uint)layer.Geometry.PieceLength,
                PieceLayer = UnsafeByteOperations.UnsafeWrap(layer.Bytes),
            },
        });
    }

    private async ValueTask<FileReply> ReadAsync(Read request, UploadClient client, CancellationToken cancellationToken)
    {
        if (!request.Content.TryRead(out var content))
        {
            return FileReply.Refuse(ErrorCode.Invalid, "Read needs a content id.");
        }

        if (_files.Find(content) is not { } file)
        {
            return FileReply.Refuse(ErrorCode.OutOfOrder, "Open comes before Read.");
        }

        var size = (ulong)content.Size;
        if (request.Length is 0 or > ProtocolLimits.ReadLength || request.Offset >= size || request.Length > size - request.Offset)
        {
            return FileReply.Refuse(ErrorCode.Invalid, $"A Read of {request.Length} bytes at {request.Offset} is not within 1 to {ProtocolLimits.ReadLength} bytes of a file of {size}.");
        }

        if (!file.IsCurrent)
        {
            _files.Close(content);
            return FileReply.Refuse(ErrorCode.Changed, "The file has changed since it was shared.");
        }

        if (!file.Has((long)request.Offset, (int)request.Length))
        {
            return FileReply.Refuse(ErrorCode.NotFound, "This peer has not fetched these bytes yet.");
        }

        var (slot, busy) = await _slot.TakeAsync(client, cancellationToken);
        return slot is null ? busy : new FileReply(
            new Envelope { ReadHeader = new ReadHeader { Length = request.Length } },
            new FileRange(file, (long)request.Offset, request.Length, slot));
    }

    private FileReply Have(Have request)
    {
        if (!request.Content.TryRead(out var content) || request.Pieces.Length > 0)
        {
            return FileReply.Refuse(ErrorCode.Invalid, "Have needs a content id and no pieces.");
        }

        var pieces = services.Library.TryFind(content, out _) ? PieceSet.Full(PieceGeometry.Of(content.Size).PieceCount).ToBytes()
            : services.Library.TryFindPartial(content, out var partial) ? partial.GetPieces()
            : null;
        return pieces is null
            ? FileReply.Refuse(ErrorCode.NotFound, "This peer does not share such a file.")
            : new FileReply(new Envelope { Have = new Have { Content = content.ToKey(), Pieces = UnsafeByteOperations.UnsafeWrap(pieces) } });
    }
}
