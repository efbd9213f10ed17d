using GvNap.Index.Bans;
using GvNap.Index.Directory;

namespace GvNap.Index.Tests.Connections;

/// <summary>A directory that attaches nobody.</summary>
internal sealed class BrokenDirectory : IPeerDirectory
{
    public AttachOutcome Outcome { get; init; }

    public Exception? Failure { get; init; }

    public DirectoryStatus Status => new("broken", Available: false);

    public IBans Bans { get; } = new MemoryBans(10);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<AttachResult> AttachAsync(AttachRequest request, CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult(new AttachResult(Outcome, default, default, 0)) : throw Failure;

    public Task<ShareResult> ShareAsync(PeerSession session, CatalogueChange change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task UpdateEndpointsAsync(PeerSession session, IReadOnlyList<PeerEndpoint> endpoints, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Renew(PeerSession session) => throw new NotSupportedException();

    public Task DetachAsync(PeerSession session, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task LeaveAsync(PeerSession session, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
