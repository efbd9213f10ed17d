using System.Net;
using Google.Protobuf;
using GvNap.Peer.FileServer.Slots;
using GvNap.Peer.Sharing;
using GvNap.Peer.Transfers.Scheduling;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;
using GvNap.Protocol.Peers;
using Kind = GvNap.Protocol.Messages.Envelope.MessageOneofCase;
using SharedFile = GvNap.Peer.Sharing.SharedFile;

namespace GvNap.Peer.FileServer;

/// <summary>Answers the requests of one connection, in their order. It knows no sockets.</summary>
/// <param name="services">What all connections share.</param>
/// <param name="address">The remote address, as the queue counts it.</param>
internal sealed class FileRequests(FileServices services, IPAddress address) : IDisposable
{
    private readonly OpenFiles _files = new();
    private UploadClient? _client;
    private UploadSlot? _slot;

    /// <summary>Whether the remote side has said hello.</summary>
    public bool IsGreeted => _client is not null;

    /// <summary>Answers a request.</summary>
    /// <exception cref="ProtocolException">The request breaks the protocol so that the connection must end.</exception>
    public async ValueTask<FileReply> AnswerAsync(Envelope request, CancellationToken cancellationToken)
    {
        if (!IsGreeted)
        {
            return request.MessageCase switch
            {
                Kind.Probe => Probe(request.Probe),
                Kind.TransferHello => Greet(request.TransferHello),
                _ => throw new ProtocolException(ErrorCode.OutOfOrder, "TransferHello comes first."),
            };
        }

        return request.MessageCase switch
        {
            Kind.Open => await OpenAsync(request.Open, cancellationToken),
            Kind.Read => await ReadAsync(request.Read, cancellationToken),
            Kind.Have => Have(request.Have),
            Kind.TransferHello => FileReply.Refuse(ErrorCode.OutOfOrder, "TransferHello came before."),
            _ => FileReply.Refuse(ErrorCode.Unsupported, "A file port does not know this message."),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _slot?.Dispose();
        _files.Dispose();
    }

    private FileReply Probe(Probe probe)
    {
        if (probe.Nonce.Length == ProtocolLimits.ProbeNonceLength)
        {
            services.OnProbe(probe.Nonce.Memory);
        }

        return new FileReply(null, Closes: true);
    }

    private FileReply Greet(TransferHello hello)
    {
        if (hello.MinVersion > ProtocolLimits.Version || hello.MaxVersion < ProtocolLimits.Version)
        {
            throw new ProtocolException(ErrorCode.Version, $"This peer speaks version {ProtocolLimits.Version}.");
        }

        if (hello.PeerId.Length is not 0 and not PeerId.Length)
        {
            throw new ProtocolException(ErrorCode.Invalid, $"A peer id has {PeerId.Length} bytes.");
        }

        var self = services.Identity();
        if (hello.PeerId.Length > 0 && self.Id != PeerId.FromBytes(hello.PeerId.Span))
        {
            throw new ProtocolException(ErrorCode.WrongPeer, "Another peer answers here.");
        }

        _client = new UploadClient($"{address}", UserName.IsValid(hello.User) ? UserName.Fold(hello.User) : "");
        return new FileReply(new Envelope
        {
            TransferWelcome = new TransferWelcome
            {
                Version = ProtocolLimits.Version,
                PeerId = self.Id is { } id ? ByteString.CopyFrom(id.ToBytes()) : ByteString.Empty,
                User = self.User ?? "",
            },
        });
    }

    private async ValueTask<FileReply> OpenAsync(Open request, CancellationToken cancellationToken)
    {
        if (request.FileCase == Open.FileOneofCase.None || (request.FileCase == Open.FileOneofCase.Content && !request.Content.TryRead(out _)))
        {
            return FileReply.Refuse(ErrorCode.Invalid, "Open needs a content id or a name.");
        }

        if (Find(request) is null && !IsPartial(request, out _))
        {
            return FileReply.Refuse(ErrorCode.NotFound, "This peer does not share such a file.");
        }

        var (slot, busy) = await TakeSlotAsync(cancellationToken);
        if (slot is null)
        {
            return busy;
        }

        // Several files may have the content that is wanted: one that changed leaves the next. One may have to be hashed again.
        using var excuse = slot.Excuse();
        while (Find(request) is { } file)
        {
            if (await services.Library.OpenAsync(file, cancellationToken) is { } opened)
            {
                _files.Add(opened);
                return new FileReply(new Envelope { Opened = Describe(opened) });
            }
        }

        if (IsPartial(request, out var content) && services.Library.OpenPartial(content) is { } partial)
        {
            _files.Add(partial);
            return new FileReply(new Envelope { Opened = Describe(partial) });
        }

        return FileReply.Refuse(ErrorCode.Changed, "The file has changed since it was shared.");
    }

    private async ValueTask<FileReply> ReadAsync(Read request, CancellationToken cancellationToken)
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

        var (slot, busy) = await TakeSlotAsync(cancellationToken);
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

    private SharedFile? Find(Open request)
    {
        if (request.FileCase == Open.FileOneofCase.Name)
        {
            return services.Library.TryFind(request.Name, out var named) ? named : null;
        }

        return request.Content.TryRead(out var content) && services.Library.TryFind(content, out var file) ? file : null;
    }

    /// <summary>Whether what is wanted is being fetched, and not shared whole.</summary>
    private bool IsPartial(Open request, out ContentId content)
    {
        content = default;
        return request.FileCase == Open.FileOneofCase.Content && request.Content.TryRead(out content) && services.Library.TryFindPartial(content, out _);
    }

    /// <summary>Sees to it that this connection has a slot; one who was told its place before is held for a moment.</summary>
    /// <returns>The slot; or, if there is none, what to answer.</returns>
    private async ValueTask<(UploadSlot? Slot, FileReply Busy)> TakeSlotAsync(CancellationToken cancellationToken)
    {
        if (_slot is not null && _slot.TryUse())
        {
            return (_slot, default);
        }

        (_slot, var place) = await services.Slots.AskAsync(_client!.Value, services.Options.RetryAfter, cancellationToken);
        return (_slot, new FileReply(new Envelope
        {
            Busy = new Busy
            {
                QueuePosition = (uint)place.Position,
                RetryAfterMilliseconds = (uint)place.RetryAfter.TotalMilliseconds,
                ExpectedWaitMilliseconds = (ulong)place.ExpectedWait.TotalMilliseconds,
            },
        }));
    }

    private static Opened Describe(OpenedShare opened) => new()
    {
        Content = opened.File.Content.ToKey(),
        Name = opened.File.Name,
        PieceSize = (uint)opened.Layer.Geometry.PieceLength,
        PieceLayer = UnsafeByteOperations.UnsafeWrap(opened.Layer.Bytes),
    };
}
