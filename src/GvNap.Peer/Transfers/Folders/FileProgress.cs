using System.Collections.Concurrent;

namespace GvNap.Peer.Transfers.Folders;

/// <summary>How a folder's file gets on that is a download of its own: its bytes are counted as they come.</summary>
/// <param name="file">The file.</param>
/// <param name="files">Are told of its bytes.</param>
/// <param name="running">Gets what was said last.</param>
internal sealed class FileProgress(FolderFile file, FolderFiles files, ConcurrentDictionary<FolderFile, DownloadProgress> running) : IProgress<DownloadProgress>
{
    private long _counted;

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        running[file] = value;
        files.CountWritten(value.Bytes - _counted);
        _counted = value.Bytes;
    }
}
