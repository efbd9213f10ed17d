using GvNap.Peer.Sharing;

namespace GvNap.Peer.IndexClient;

/// <summary>Where a session learns what the index should list.</summary>
/// <param name="Current">What is shared now.</param>
/// <param name="WaitForChangeAsync">Waits until the current revision is later than the given one.</param>
public sealed record CatalogueSource(Func<ShareSnapshot> Current, Func<long, CancellationToken, Task> WaitForChangeAsync)
{
    /// <summary>Shares nothing.</summary>
    public static CatalogueSource Nothing { get; } = new(static () => ShareSnapshot.Empty, static (_, ct) => Task.Delay(Timeout.Infinite, ct));

    /// <summary>Shares what a library shares.</summary>
    public static CatalogueSource Of(ShareLibrary library) => new(() => library.Current, library.WaitForChangeAsync);
}
