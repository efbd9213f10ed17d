using GvNap.Index.Bans;

namespace GvNap.Index.Directory;

/// <summary>
/// Who is online, and each peer's catalogue. One implementation keeps it in memory for a single index server,
/// the other in Redis for several. What changes, here or on another server, is handed to the one receiver of
/// <see cref="DirectoryEvent"/>s in order; a change that came through this object is handed on before its call
/// returns, so that what a reply acknowledges is searchable.
/// </summary>
internal interface IPeerDirectory : IAsyncDisposable
{
    /// <summary>How the directory is.</summary>
    DirectoryStatus Status { get; }

    /// <summary>Who is shut out. The directory itself does not look at them: those who take connections do.</summary>
    IBans Bans { get; }

    /// <summary>Loads who is there and starts to follow changes. Does not fail because a store is away.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Attaches a peer: a new one, or one that comes back with its resume token.</summary>
    Task<AttachResult> AttachAsync(AttachRequest request, CancellationToken cancellationToken);

    /// <summary>Applies one batch to an attached peer's catalogue; one that was applied already is acknowledged again.</summary>
    Task<ShareResult> ShareAsync(PeerSession session, CatalogueChange change, CancellationToken cancellationToken);

    /// <summary>Replaces the endpoints of an attached peer, when their states became known. Does nothing if the session is over.</summary>
    Task UpdateEndpointsAsync(PeerSession session, IReadOnlyList<PeerEndpoint> endpoints, CancellationToken cancellationToken);

    /// <summary>Notes a sign of life; cheap, called for every frame.</summary>
    void Renew(PeerSession session);

    /// <summary>The connection was lost: the peer's files leave the results, its lease and catalogue stay. Does nothing if the session is over.</summary>
    Task DetachAsync(PeerSession session, CancellationToken cancellationToken);

    /// <summary>The peer quit: all that is known of it goes. Does nothing if the session is over.</summary>
    Task LeaveAsync(PeerSession session, CancellationToken cancellationToken);
}
