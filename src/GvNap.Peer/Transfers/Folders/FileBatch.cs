namespace GvNap.Peer.Transfers.Folders;

/// <summary>
/// Small files that are whole and verified, and get their names together: all are brought to the disk at once, which costs
/// little more than one, then renamed, then their folders are brought to the disk. Not safe for concurrent use.
/// </summary>
internal sealed class FileBatch
{
    private readonly List<(FolderFile File, string Part, string Folder, string LocalName)> _files = [];

    /// <summary>Files of the batch.</summary>
    public int Count => _files.Count;

    /// <summary>Bytes of the batch.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes a file under a temporary name.</summary>
    /// <param name="part">The temporary name.</param>
    /// <param name="data">All its bytes.</param>
    /// <returns>False if something has that name: a partial download, of this or of another content.</returns>
    /// <exception cref="LocalFailureException">It cannot be written.</exception>
    public static bool TryWrite(string part, ReadOnlySpan<byte> data)
    {
        try
        {
            using var handle = File.OpenHandle(part, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            try
            {
                RandomAccess.Write(handle, data, 0);
                return true;
            }
            catch
            {
                // Half of it would be in the way for ever.
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
            throw LocalFailureException.Of(e, Path.GetDirectoryName(part) ?? "");
        }
    }

    /// <summary>Adds a written file.</summary>
    public void Add(FolderFile file, string part, string folder, string localName)
    {
        _files.Add((file, part, folder, localName));
        Bytes += file.Content.Size;
    }

    /// <summary>Gives all files their names, for good.</summary>
    /// <exception cref="LocalFailureException">The disk failed.</exception>
    public void Commit()
    {
        if (_files.Count == 0)
        {
            return;
        }

        try
        {
            DurableRename.SyncFiles([.. _files.Select(file => file.Part)]);
            foreach (var (_, part, folder, localName) in _files)
            {
                for (var number = 0; !DurableRename.TryRename(part, SafePath.Combine(folder, SafePath.Numbered(localName, number))); number++)
                {
                }
            }

            foreach (var folder in _files.Select(file => file.Folder).Distinct(StringComparer.Ordinal))
            {
                DurableRename.SyncFolder(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFailureException.Of(e, _files[0].Folder);
        }
    }
}
