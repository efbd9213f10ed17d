using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory.Redis;

/// <summary>An attachment in the making.</summary>
internal sealed class Attachment
{
    private readonly AttachOutcome _outcome;
    private readonly byte[] _token;

    /// <summary>Begins one. A request that still has its token is a resume.</summary>
    public Attachment(PeerId id, AttachRequest request)
    {
        _outcome = request.ResumeToken.IsEmpty ? AttachOutcome.Joined : AttachOutcome.Resumed;
        _token = ResumeToken.Create(id);
        Presented = request.ResumeToken;
        Record = new(id, request.User, request.Endpoints, request.Speed);
        Secret = ResumeSecret.Rotate(request.ResumeToken.Span, _token);
    }

    /// <summary>The token with which it came; empty: none.</summary>
    public ReadOnlyMemory<byte> Presented { get; }

    /// <summary>The peer's new record.</summary>
    public PeerRecord Record { get; }

    /// <summary>Its new secret.</summary>
    public ResumeSecret Secret { get; }

    /// <summary>Its new session; 0: not drawn yet.</summary>
    public long Session { get; set; }

    /// <summary>Its catalogue, if the store's is another than what is known here.</summary>
    public CatalogueChange? Loaded { get; set; }

    /// <summary>The highest chunk of its catalogue in the store.</summary>
    public int Top { get; set; }

    /// <summary>The answer, once it is applied.</summary>
    public AttachResult Result(PeerMirror mirror) => new(
        _outcome, new(Record.Id, Session), _token, mirror.TryFind(Record.Id, out var peer) ? peer.Catalogue.Version : 0);
}
