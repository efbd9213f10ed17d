using System.Diagnostics.CodeAnalysis;
using GvNap.Protocol.Content;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Sharing;

/// <summary>The files that a peer shares: found, hashed in the background, and watched.</summary>
public sealed class ShareLibrary(ShareOptions options, ILogger<ShareLibrary> logger, TimeProvider time) : IAsyncDisposable
{
    /// <summary>What is shared now.</summary>
    public ShareSnapshot Current { get; } = ShareSnapshot.Empty;

    /// <summary>How far hashing is, and what is refused.</summary>
    public ShareStatus Status { get; } = ShareStatus.Empty;

    /// <summary>Scans the folder; returns when that is done and what the cache knows is shared. Hashing and watching go on in the background.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => throw new NotImplementedException($"{options}{logger}{time}");

    /// <summary>Scans the folder now; returns when that is done, with what needs no hashing already shared.</summary>
    public Task RescanAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Waits until <see cref="Current"/> is later than <paramref name="revision"/>.</summary>
    public Task WaitForChangeAsync(long revision, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Waits until all files that were found have been hashed or refused.</summary>
    public Task WaitUntilHashedAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Finds a shared file by its content.</summary>
    public bool TryFind(ContentId content, [NotNullWhen(true)] out SharedFile? file) => throw new NotImplementedException();

    /// <summary>Finds a shared file by exactly its name.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out SharedFile? file) => throw new NotImplementedException();

    /// <summary>Opens a file for serving.</summary>
    /// <returns>Null if it is no longer there as it was hashed; it is then hashed again.</returns>
    public ValueTask<OpenedShare?> OpenAsync(SharedFile file, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
