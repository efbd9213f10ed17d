using GvNap.Peer.Transfers.Scheduling;
using GvNap.Protocol.Content;
using Microsoft.Win32.SafeHandles;

namespace GvNap.Peer.Transfers;

/// <summary>A partial download on disk, locked for this download. Only verified pieces are ever written to it.</summary>
internal sealed class PartFile : IDisposable
{
    /// <summary>
    /// Bytes a write. With 1 MiB a whole download ran at half the rate whenever another program had written before it
    /// (ext4, Linux 6.18), most likely because the large folios that cache such writes are slow to find then.
    /// </summary>
    private const int WriteLength = 32 * 1024;

    /// <summary>Bytes of pieces that are read and hashed at once, if they are smaller.</summary>
    private const int CheckLength = 256 * 1024;

    /// <summary>Bytes between two looks whether the file is still there: what is written to one that was removed is lost.</summary>
    private const int LookInterval = 4 * 1024 * 1024;

    private readonly SafeFileHandle _file;
    private readonly PieceLayer _layer;
    private readonly string _folder;
    private readonly WriteBack _writeBack;
    private int _unlooked;

    private PartFile(SafeFileHandle file, PieceLayer layer, string folder, string path, string localName, long length)
    {
        (_file, _layer, _folder, _writeBack) = (file, layer, folder, new WriteBack(file));
        (FilePath, LocalName, IsNew, IsUnmarked) = (path, localName, length == 0, length == layer.Content.Size && length > 0);
    }

    /// <summary>The partial file.</summary>
    public string FilePath { get; }

    /// <summary>The name that the file gets when it is whole, if it is free then.</summary>
    public string LocalName { get; }

    /// <summary>True if nothing was there.</summary>
    public bool IsNew { get; }

    /// <summary>True if it has the right length and does not say of which content it is: a crash between the last piece and the name leaves that.</summary>
    public bool IsUnmarked { get; }

    /// <summary>Opens or makes the partial download of a file.</summary>
    /// <returns>Null if what is there is another content's, or another download is writing to it.</returns>
    /// <exception cref="IOException">The disk is full, or something else is wrong with it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file cannot be written.</exception>
    public static PartFile? TryOpen(string folder, string localName, PieceLayer layer)
    {
        var path = SafePath.Combine(folder, SafePath.PartName(localName));
        if (PartLock.TryOpen(path) is not { } file)
        {
            return null;
        }

        try
        {
            var length = RandomAccess.GetLength(file);
            if (length == 0)
            {
                PartTrailer.Write(file, layer);
            }

            var isOurs = length == 0 || length == layer.Content.Size || PartTrailer.Read(file) == layer.Content;
            var part = isOurs ? new PartFile(file, layer, folder, path, localName, length) : null;
            file = part is null ? file : null;
            return part;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Finds the pieces that an earlier download left, whatever happened to it: each is hashed again.</summary>
    /// <param name="progress">Is told the bytes that were read.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IReadOnlyList<int> FindPieces(Action<long> progress, CancellationToken cancellationToken)
    {
        if (IsNew)
        {
            return [];
        }

        var found = new List<int>();
        var geometry = _layer.Geometry;
        var atOnce = Math.Min(Math.Max(1, CheckLength / geometry.PieceLength), geometry.PieceCount);
        var (buffer, verified) = (GC.AllocateUninitializedArray<byte>(atOnce * geometry.PieceLength), new bool[atOnce]);
        for (var first = 0; first < geometry.PieceCount; first += atOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pieces = new PieceRange(first, Math.Min(atOnce, geometry.PieceCount - first));
            var data = buffer.AsSpan(0, pieces.LengthIn(geometry));
            if (Read(data, geometry.OffsetOf(first)) == data.Length)
            {
                _layer.Verify(first, data, verified.AsSpan(0, pieces.Count));
                found.AddRange(Enumerable.Range(first, pieces.Count).Where(piece => verified[piece - first]));
            }

            progress(geometry.OffsetOf(first) + data.Length);
        }

        if (IsUnmarked && found.Count > 0)
        {
            PartTrailer.Write(_file, _layer);
        }

        return found;
    }

    /// <summary>Writes verified bytes to their place.</summary>
    /// <exception cref="IOException">The disk is full, or something else is wrong with it.</exception>
    /// <exception cref="LocalFailureException">Somebody removed the file.</exception>
    public void Write(ReadOnlySpan<byte> data, long offset)
    {
        if (Interlocked.Add(ref _unlooked, data.Length) >= LookInterval)
        {
            Volatile.Write(ref _unlooked, 0);
            RequireThere();
        }

        for (var written = 0; written < data.Length; written += WriteLength)
        {
            RandomAccess.Write(_file, data.Slice(written, Math.Min(WriteLength, data.Length - written)), offset + written);
        }

        _writeBack.Add(data.Length);
    }

    /// <summary>Reads what was written.</summary>
    /// <returns>Bytes read; less than asked at the end of what is there.</returns>
    /// <exception cref="IOException">The disk cannot read it.</exception>
    /// <exception cref="ObjectDisposedException">The download has ended.</exception>
    public int Read(Span<byte> destination, long offset)
    {
        var total = 0;
        while (total < destination.Length && RandomAccess.Read(_file, destination[total..], offset + total) is > 0 and var read)
        {
            total += read;
        }

        return total;
    }

    /// <summary>Brings what was written to the disk.</summary>
    public void Flush() => _writeBack.Flush();

    /// <summary>Gives the whole file its name, for good: it is synced, renamed without overwriting, and the folder synced.</summary>
    /// <returns>The file's full path; its name has a number if the wanted one was taken meanwhile.</returns>
    /// <exception cref="IOException">It cannot be written or renamed.</exception>
    /// <exception cref="LocalFailureException">Somebody removed the file.</exception>
    public string Finish()
    {
        RequireThere();
        RandomAccess.SetLength(_file, _layer.Content.Size);
        Flush();
        var path = DurableRename.ToFreeName(FilePath, _folder, LocalName);
        DurableRename.SyncFolder(_folder);
        return path;
    }

    /// <summary>Removes the partial download: nothing of it is worth keeping.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(FilePath);
    }

    /// <summary>Closes and unlocks it.</summary>
    public void Dispose()
    {
        _writeBack.Settle();
        _file.Dispose();
    }

    private void RequireThere()
    {
        if (!File.Exists(FilePath))
        {
            throw new LocalFailureException(DownloadOutcome.FolderNotWritable, $"{FilePath} is gone: somebody removed it, or its folder. Get the file again.");
        }
    }
}
