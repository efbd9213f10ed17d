namespace GvNap.Peer.Downloads;

/// <summary>How a download of the queue stands.</summary>
public enum DownloadStage
{
    /// <summary>Others are before it.</summary>
    Waiting,

    /// <summary>It is being fetched, or looks for sources.</summary>
    Running,

    /// <summary>Nobody had it, or all sources failed; it is tried again after a while.</summary>
    Retrying,

    /// <summary>Somebody paused it.</summary>
    Paused,

    /// <summary>This machine cannot take it: the disk is full, or the folder cannot be written. It waits for somebody to resume it.</summary>
    Failed,

    /// <summary>The file is whole and verified.</summary>
    Completed,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled,
}
