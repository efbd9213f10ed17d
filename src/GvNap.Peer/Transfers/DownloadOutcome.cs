namespace GvNap.Peer.Transfers;

/// <summary>How a download ended.</summary>
public enum DownloadOutcome
{
    /// <summary>The file is under its final name, whole and verified.</summary>
    Completed,

    /// <summary>The same content was there under its name already.</summary>
    AlreadyComplete,

    /// <summary>No source that answers shares it.</summary>
    NotFound,

    /// <summary>There is no source, or all of them failed; what was verified is kept.</summary>
    SourcesFailed,

    /// <summary>The disk is full; what was verified is kept.</summary>
    DiskFull,

    /// <summary>The folder cannot be written.</summary>
    FolderNotWritable,

    /// <summary>Another download writes to this file.</summary>
    InUse,
}
