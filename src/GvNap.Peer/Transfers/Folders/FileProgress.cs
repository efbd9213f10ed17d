namespace GvNap.Peer.Transfers.Folders;

/// <summary>Counts the bytes of a folder's file that is a download of its own as they come.</summary>
/// <param name="files">Are told.</param>
internal sealed class FileProgress(FolderFiles files) : IProgress<DownloadProgress>
{
    private long _counted;

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        files.CountWritten(value.Bytes - _counted);
        _counted = value.Bytes;
    }
}
