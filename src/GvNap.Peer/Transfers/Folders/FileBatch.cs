namespace GvNap.Peer.Transfers.Folders;

/// <summary>
/// Small files that are whole and verified, and get their names together: all are brought to the disk at once, which costs
/// little more than one, then renamed, then their folders are brought to the disk. Not safe for concurrent use.
/// </summary>
internal sealed class FileBatch
{
    private const int MostFiles = 1000;
    private const long MostBytes = 16 * 1024 * 1024;

    private readonly List<(FolderFile File, string Part, string Folder)> _files = [];

    /// <summary>Files of the batch.</summary>
    public int Count => _files.Count;

    /// <summary>Bytes of the batch.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether it is time to give the files their names.</summary>
    public bool IsFull => Count >= MostFiles || Bytes >= MostBytes;

    /// <summary>Writes a file under a temporary name, and adds it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="folder">The local folder that it belongs in.</param>
    /// <param name="data">All its bytes, verified.</param>
    /// <returns>False if something has the temporary name: a partial download, of this or of another content.</returns>
    /// <exception cref="LocalFailureException">It cannot be written.</exception>
    public bool TryWrite(FolderFile file, string folder, ReadOnlySpan<byte> data)
    {
        var part = SafePath.Combine(folder, SafePath.PartName(SafePath.LocalName(file.Name)));
        try
        {
            using var handle = File.OpenHandle(part, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            try
            {
                RandomAccess.Write(handle, data, 0);
            }
            catch
            {
                // Half of it would be in the way.
                File.Delete(part);
                throw;
            }
        }
        catch (IOException) when (Path.Exists(part))
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFailureException.Of(e, folder);
        }

        Add(file, part, folder);
        return true;
    }

    /// <summary>Adds a file that is there already, and verified.</summary>
    public void Add(FolderFile file, string part, string folder)
    {
        _files.Add((file, part, folder));
        Bytes += file.Content.Size;
    }

    /// <summary>Gives all files of some batches their names, for good.</summary>
    /// <returns>Those that are gone: another job of the same tree took them for left over.</returns>
    /// <exception cref="LocalFailureException">The disk failed.</exception>
    public static IReadOnlyList<FolderFile> Commit(IReadOnlyList<FileBatch> batches)
    {
        List<(FolderFile File, string Part, string Folder)> files = [.. batches.SelectMany(batch => batch._files)];
        if (files.Count == 0)
        {
            return [];
        }

        try
        {
            DurableRename.SyncFiles(files.ConvertAll(file => file.Part));
            List<FolderFile> gone = [.. files.Where(file => !TryName(file.File, file.Part, file.Folder)).Select(file => file.File)];
            foreach (var folder in files.Select(file => file.Folder).Distinct(StringComparer.Ordinal))
            {
                DurableRename.SyncFolder(folder);
            }

            return gone;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFailureException.Of(e, files[0].Folder);
        }
    }

    private static bool TryName(FolderFile file, string part, string folder)
    {
        try
        {
            DurableRename.ToFreeName(part, folder, SafePath.LocalName(file.Name));
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
