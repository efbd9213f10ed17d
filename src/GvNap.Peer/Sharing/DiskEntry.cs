namespace GvNap.Peer.Sharing;

/// <summary>What lies under a path.</summary>
internal enum DiskEntryKind
{
    /// <summary>Nothing, or it cannot be looked at.</summary>
    Missing,

    /// <summary>An ordinary file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A FIFO, a socket or a device.</summary>
    Special,
}

/// <summary>What lies under a path, or behind a handle.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Stamp">Its state.</param>
internal readonly record struct DiskEntry(DiskEntryKind Kind, FileStamp Stamp);
