using System.Diagnostics;
using GvNap.Peer.Transfers.Scheduling;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Tracing;

namespace GvNap.Peer.Transfers;

/// <summary>
/// A connection to a source, past its greeting. Replies come in the order of the requests; one caller sends and one
/// receives at a time. Failures of the source are <see cref="SourceException"/>s; those of the connection are as the socket has them.
/// </summary>
internal sealed class SourceConnection(TransferStream stream, string endpoint) : IAsyncDisposable
{
    /// <summary>The id of the greeting.</summary>
    public const ulong HelloId = 1;

    private const string NoSuchFile = "it does not share the file";

    private ulong _lastSent = HelloId;
    private ulong _lastReceived = HelloId;

    /// <inheritdoc cref="TransferStream.Received"/>
    public Action<int>? Received
    {
        get => stream.Received;
        set => stream.Received = value;
    }

    /// <summary>Bytes that the latest <see cref="ReceiveBytesAsync"/> has received, also when it failed.</summary>
    public int Filled => stream.Filled;

    /// <summary>The endpoint that answered, as <c>HOST:PORT</c>.</summary>
    public string Endpoint { get; } = endpoint;

    /// <summary>Opens a file.</summary>
    /// <param name="content">The content id; null to open by name.</param>
    /// <param name="name">The name, exactly as it is shared, if there is no content id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The file; or, while all upload slots are taken, the place in the queue.</returns>
    /// <exception cref="SourceException">The source does not share it, or lies about it.</exception>
    public async Task<(OpenedContent? Opened, Busy? Busy)> OpenAsync(ContentId? content, string? name, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity("open content", ActivityKind.Client);
        try
        {
            await SendAsync(new Envelope { Open = content is { } id ? new Open { Content = id.ToKey() } : new Open { Name = name ?? "" } }, cancellationToken);
            var answer = await ReceiveOpenedAsync(content, cancellationToken);
            if (answer.Busy is { } busy)
            {
                activity?.SetTag("gvnap.queue_position", busy.QueuePosition);
            }

            return answer;
        }
        catch (SourceException e)
        {
            activity.Fail(e.Message);
            throw;
        }
    }

    /// <summary>Asks for a whole file that fits one request, together with others: <see cref="FlushAsync"/> sends, then come <see cref="ReceiveOpenedAsync"/> and, unless the file is empty, <see cref="ReceiveHeaderAsync"/> and <see cref="ReceiveBytesAsync"/>.</summary>
    public void AppendWhole(ContentId content)
    {
        var key = content.ToKey();
        stream.Append(Prepare(new Envelope { Open = new Open { Content = key } }));
        if (content.Size > 0)
        {
            stream.Append(Prepare(new Envelope { Read = new Read { Content = key, Length = (uint)content.Size } }));
        }
    }

    /// <summary>Sends what was appended.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);

    /// <inheritdoc cref="TransferStream.ExpectSmallFiles"/>
    public void ExpectSmallFiles() => stream.ExpectSmallFiles();

    /// <summary>Receives the answer to a request to open.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public async ValueTask<(OpenedContent? Opened, Busy? Busy)> ReceiveOpenedAsync(ContentId? content, CancellationToken cancellationToken)
    {
        var answer = await ReceiveAsync(cancellationToken, NoSuchFile);
        return answer.MessageCase switch
        {
            Envelope.MessageOneofCase.Opened => (Check(answer.Opened, content), null),
            Envelope.MessageOneofCase.Busy => (null, answer.Busy),
            _ => throw new SourceException(SourceFailureKind.Lied, "its answer does not fit the request"),
        };
    }

    /// <summary>Asks which pieces the source has. No other request may be under way.</summary>
    /// <returns>Null if it has all.</returns>
    /// <exception cref="SourceException">It has none any more, or lies about them.</exception>
    public async ValueTask<PieceSet?> AskPiecesAsync(ContentId content, CancellationToken cancellationToken)
    {
        await SendAsync(new Envelope { Have = new Have { Content = content.ToKey() } }, cancellationToken);
        var answer = await ReceiveAsync(cancellationToken, NoSuchFile);
        var count = PieceGeometry.Of(content.Size).PieceCount;
        var pieces = answer.Have is { } have && have.Content.TryRead(out var answered) && answered == content ? PieceSet.TryRead(count, have.Pieces.Span) : null;
        return pieces is null ? throw new SourceException(SourceFailureKind.Lied, "what it says that it has is none of the file's pieces")
            : pieces.Count == count ? null : pieces;
    }

    /// <summary>Asks for bytes; <see cref="ReceiveHeaderAsync"/> and <see cref="ReceiveBytesAsync"/> get them. At most <see cref="Protocol.ProtocolLimits.OutstandingRequests"/> may be under way.</summary>
    public ValueTask RequestRangeAsync(ContentKey content, long offset, int length, CancellationToken cancellationToken) =>
        SendAsync(new Envelope { Read = new Read { Content = content, Offset = (ulong)offset, Length = (uint)length } }, cancellationToken);

    /// <summary>Receives the answer to the oldest request that has none yet; its bytes come next.</summary>
    /// <param name="length">The length that was asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SourceException">The source has them no longer, has no slot for us, or sends another length.</exception>
    public async ValueTask ReceiveHeaderAsync(int length, CancellationToken cancellationToken)
    {
        var answer = await ReceiveAsync(cancellationToken);
        if (answer.Busy is { } busy)
        {
            throw new SourceException(SourceFailureKind.Busy, $"it gave the upload slot to another; next place in its queue: {busy.QueuePosition}");
        }

        if (answer.ReadHeader is not { } header || header.Length != length)
        {
            throw new SourceException(SourceFailureKind.Lied, "it sends another length than was asked for");
        }
    }

    /// <summary>Receives bytes of the file.</summary>
    public ValueTask ReceiveBytesAsync(Memory<byte> destination, CancellationToken cancellationToken) => stream.ReadRawAsync(destination, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static OpenedContent Check(Opened opened, ContentId? wanted)
    {
        if (!opened.Content.TryRead(out var content) || (wanted is { } id && content != id))
        {
            throw new SourceException(SourceFailureKind.Lied, "it offers another content than was asked for");
        }

        if (!PieceLayer.TryCreate(content, opened.PieceLayer.Span, out var layer) || opened.PieceSize != layer.Geometry.PieceLength)
        {
            throw new SourceException(SourceFailureKind.Lied, "its piece layer does not belong to the content");
        }

        return new OpenedContent(layer, opened.Name);
    }

    private ValueTask SendAsync(Envelope envelope, CancellationToken cancellationToken) => stream.WriteAsync(Prepare(envelope), cancellationToken);

    private Envelope Prepare(Envelope envelope)
    {
        envelope.RequestId = ++_lastSent;
        envelope.Traceparent = TraceParent.Current();
        return envelope;
    }

    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="notFound">What it means if the source has not found what it was asked for; null: as it says itself.</param>
    private async ValueTask<Envelope> ReceiveAsync(CancellationToken cancellationToken, string? notFound = null)
    {
        var answer = await stream.ReadAsync(cancellationToken);
        _lastReceived++;
        if (answer.Error is { } error)
        {
            var said = error.Message.Length > 0 ? SourceFailure.Quote(error) : "it refused";
            throw error.Code == ErrorCode.NotFound
                ? new SourceException(SourceFailureKind.NotShared, notFound ?? said)
                : new SourceException(SourceFailureKind.Refused, said);
        }

        return answer.RequestId == _lastReceived ? answer : throw new SourceException(SourceFailureKind.Lied, "it answers out of order");
    }
}
