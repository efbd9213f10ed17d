namespace GvNap.Peer.Sharing;

/// <summary>What a peer shares, and where it remembers what it hashed.</summary>
public sealed class ShareOptions
{
    /// <summary>The share folder: absolute, or relative to the working directory. It need not exist yet.</summary>
    public required string Folder { get; init; }

    /// <summary>Shares the whole folder when it has no <c>files.json</c>; otherwise nothing is shared then.</summary>
    public bool ShareAll { get; init; }

    /// <summary>The file that keeps content ids from one run to the next, with the piece layers in a folder beside it; null keeps them in memory.</summary>
    public string? CacheFile { get; init; }

    /// <summary>Files and folders inside <see cref="Folder"/> that are never shared: the peer's state, for one.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Files a peer may share; what an index server takes by default.</summary>
    public int MaxFiles { get; init; } = 200_000;

    /// <summary>How long the folder must be quiet before a change is looked at: an editor saves in several steps.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>The folder is scanned this often even if nothing was noticed: network and container mounts report no changes.</summary>
    public TimeSpan RescanInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Fails, with the key's name, if a value is out of its range.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Folder))
        {
            throw new ArgumentException("Folder: a share folder is needed.");
        }

        if (MaxFiles is < 0 or > 1 << 20)
        {
            throw new ArgumentException($"MaxFiles: {MaxFiles} is outside 0 to {1 << 20}.");
        }

        if (Settle < TimeSpan.Zero || RescanInterval <= TimeSpan.Zero)
        {
            throw new ArgumentException("Settle and RescanInterval: negative times make no sense.");
        }
    }
}
