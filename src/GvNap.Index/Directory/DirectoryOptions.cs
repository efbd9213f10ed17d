namespace GvNap.Index.Directory;

/// <summary>Times and limits of a directory.</summary>
internal sealed class DirectoryOptions
{
    /// <summary>A peer from which nothing came for this long is gone. Three heartbeats of 5 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its lease a peer keeps its user name and catalogue: long enough to start a crashed program again.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Files that one peer may share.</summary>
    public int MaxFilesPerPeer { get; init; } = 200_000;

    /// <summary>Bans that there may be: each server has all of them in memory.</summary>
    public int MaxBans { get; init; } = 10_000;
}
