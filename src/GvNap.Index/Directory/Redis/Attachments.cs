using GvNap.Protocol.Naming;
using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// Attaches peers: first the user name, then the peer's own keys, then the directory. While the store is away, peers that
/// are known here come back all the same, and are written later; of a name that is not theirs nobody can tell.
/// </summary>
internal sealed partial class Attachments(
    PeerSlot peers, DirectorySlot directory, CatalogueLoader catalogues, PeerMirror mirror, PeerGates gates,
    Restoration restoration, TimeProvider time, ILogger logger)
{
    private const int Attempts = 5;

    private static readonly AttachResult Unavailable = new(AttachOutcome.Unavailable, default, default, 0);
    private static readonly AttachResult NameTaken = new(AttachOutcome.NameTaken, default, default, 0);

    /// <summary>Attaches a peer.</summary>
    public async Task<AttachResult> AttachAsync(AttachRequest request, CancellationToken cancellationToken)
    {
        if (ResumeToken.TryReadPeer(request.ResumeToken.Span, out var id))
        {
            using var turn = await gates.EnterAsync(id, cancellationToken);
            if (await TryResumeAsync(id, request) is { } resumed)
            {
                return resumed;
            }
        }

        var fresh = PeerId.Create();
        using var own = await gates.EnterAsync(fresh, cancellationToken);
        return await AttachAsync(new Attachment(fresh, request with { ResumeToken = default }), known: null, new(null, null, 0, 0, null));
    }

    /// <summary>Null if the token is not one of this peer's.</summary>
    private async Task<AttachResult?> TryResumeAsync(PeerId id, AttachRequest request)
    {
        mirror.TryFind(id, out var known);
        if (known is { Due: not Due.None } && known.Due.HasFlag(Due.Leave))
        {
            return null;
        }

        StoredPeer? stored = null;
        if (known is not { Due: not Due.None } || await restoration.TryWriteAsync(known))
        {
            try
            {
                mirror.TryFind(id, out known);
                stored = await peers.ReadAsync(id);
            }
            catch (StoreUnavailableException)
            {
                // What is known here decides.
            }
        }

        var secret = stored?.Secret ?? known?.Secret;
        return secret?.Accepts(request.ResumeToken.Span) == true ? await AttachAsync(new Attachment(id, request), known, stored) : null;
    }

    private async Task<AttachResult> AttachAsync(Attachment attachment, KnownPeer? known, StoredPeer? stored)
    {
        var named = attachment.Record.User.Length == 0 || (known is not null && UserName.Fold(known.Record.User) == UserName.Fold(attachment.Record.User));
        try
        {
            if (stored is null)
            {
                throw new StoreUnavailableException("attach");
            }

            if (!await peers.ClaimNameAsync(attachment.Record.User, attachment.Record.Id, attached: false))
            {
                return NameTaken;
            }

            named = true;
            return stored.Session is null && known is not null
                ? await AttachLostAsync(attachment, known)
                : await AttachStoredAsync(attachment, known, stored);
        }
        catch (StoreUnavailableException)
        {
            return named ? AttachHere(attachment, known) : Unavailable;
        }
    }

    private async Task<AttachResult> AttachStoredAsync(Attachment attachment, KnownPeer? known, StoredPeer stored)
    {
        if (await BeginAsync(attachment, (known?.Session ?? 0) + 1, stored) is not { } begun)
        {
            return Unavailable;
        }

        attachment.Session = begun.Session!.Value;
        attachment.Top = begun.Top;
        var held = known?.Catalogue.Version ?? 0;
        var loaded = begun.Version == held ? null
            : await catalogues.LoadAsync(attachment.Record.Id) ?? new CatalogueChange(0, 0, Replace: true, [], []);
        attachment.Loaded = loaded;
        var session = new PeerSession(attachment.Record.Id, attachment.Session);
        var oldName = known?.Record.User ?? stored.Record?.User ?? "";
        var announcing = directory.AnnounceAsync(ChangeKind.Attached, session, loaded?.Version ?? held, ChangeRecord.PlainDetail);
        await Task.WhenAll(announcing, peers.ExtendAsync(attachment.Record, begun.Top));
        var announced = await announcing;
        if (announced.Status == AnnounceStatus.Superseded || !Apply(attachment, known, announced))
        {
            return Unavailable;
        }

        await ReleaseOldNameAsync(attachment, oldName);
        return attachment.Result(mirror);
    }

    /// <summary>
    /// Begins the session. If another server did so for this peer since its keys were read, it comes second, and supersedes
    /// that one; null if its token does not permit that any more.
    /// </summary>
    private async Task<StoredPeer?> BeginAsync(Attachment attachment, long least, StoredPeer seen)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await peers.AttachAsync(attachment.Record, seen.Session, least, attachment.Secret) is { } begun)
            {
                return begun;
            }

            seen = await peers.ReadAsync(attachment.Record.Id);
            if (seen.Secret?.Accepts(attachment.Presented.Span) != true)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The store lost the peer; what is known here is written again.</summary>
    private async Task<AttachResult> AttachLostAsync(Attachment attachment, KnownPeer known)
    {
        var oldName = known.Record.User;
        var result = AttachHere(attachment, known);
        if (await restoration.TryWriteAsync(known))
        {
            await ReleaseOldNameAsync(attachment, oldName);
        }

        return result;
    }

    /// <summary>Attaches a peer without the store.</summary>
    private AttachResult AttachHere(Attachment attachment, KnownPeer? known)
    {
        if (attachment.Session == 0)
        {
            attachment.Session = Math.Max((known?.Session ?? 0) + 1, SessionClock.Now(time));
        }

        LogLocal(attachment.Record.Id);
        return Apply(attachment, known, Announced.Nowhere) ? attachment.Result(mirror) : Unavailable;
    }

    private bool Apply(Attachment attachment, KnownPeer? known, Announced announced)
    {
        lock (mirror.Gate)
        {
            var sequence = mirror.SequenceOf(announced);
            var due = sequence == 0 ? Due.Record : Due.None;
            if (!mirror.Attach(attachment.Record, attachment.Session, attachment.Secret, sequence, held: true)
                || !mirror.TryFind(attachment.Record.Id, out var peer))
            {
                return false;
            }

            if (attachment.Loaded is { } catalogue)
            {
                mirror.ChangeCatalogue(peer, catalogue, sequence);
            }
            else if (peer != known && known is { Catalogue.Version: not 0 })
            {
                // It lapsed in the middle of this, and its files are not known any more: it sends them again.
                due |= Due.Record | Due.Catalogue;
            }

            peer.LastSign = peer.RenewedSign = time.GetTimestamp();
            peer.ExtendedAt = due == Due.None ? peer.LastSign : 0;
            peer.Top = Math.Max(peer.Top, attachment.Top);
            peer.Due = due | (peer.Due & Due.Catalogue);
            peer.RefusedSince = 0;
            return true;
        }
    }

    private async Task ReleaseOldNameAsync(Attachment attachment, string name)
    {
        if (UserName.Fold(name) != UserName.Fold(attachment.Record.User))
        {
            try
            {
                await peers.ReleaseNameAsync(name, attachment.Record.Id);
            }
            catch (StoreUnavailableException)
            {
                // Nobody renews it: it ends by itself.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Peer {Peer} is attached here only, until Redis is back")]
    private partial void LogLocal(PeerId peer);
}
