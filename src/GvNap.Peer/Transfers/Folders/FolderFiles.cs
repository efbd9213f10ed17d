using System.Collections.Concurrent;

namespace GvNap.Peer.Transfers.Folders;

/// <summary>What is left of a folder's files, and what became of the others. Safe for concurrent use.</summary>
internal sealed class FolderFiles
{
    /// <summary>Files up to this size come whole, many after another; larger ones as downloads of their own.</summary>
    public const int SmallSize = 256 * 1024;

    private readonly ConcurrentQueue<FolderFile> _small;
    private readonly ConcurrentQueue<FolderFile> _others;
    private readonly ConcurrentQueue<(string Name, string Reason)> _failed = [];
    private long _bytes;
    private long _written;
    private long _there;
    private int _completed;
    private int _alreadyComplete;

    /// <summary>Sorts the files.</summary>
    public FolderFiles(IReadOnlyList<FolderFile> files)
    {
        _small = new(files.Where(file => file.Content.Size <= SmallSize));
        _others = new(files.Where(file => file.Content.Size > SmallSize));
    }

    /// <summary>Small files that nobody has taken.</summary>
    public int SmallLeft => _small.Count;

    /// <summary>Bytes that were fetched.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Bytes that were fetched and are written, also of small files that have no name yet.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Bytes of the files that were there.</summary>
    public long There => Interlocked.Read(ref _there);

    /// <summary>Files that were fetched.</summary>
    public int Completed => Volatile.Read(ref _completed);

    /// <summary>Files that were there.</summary>
    public int AlreadyComplete => Volatile.Read(ref _alreadyComplete);

    /// <summary>Files that could not be fetched, and why.</summary>
    public IReadOnlyList<(string Name, string Reason)> Failed => [.. _failed];

    /// <summary>Takes a small file.</summary>
    public bool TryTakeSmall(out FolderFile file) => _small.TryDequeue(out file!);

    /// <summary>Takes what needs a download of its own; small ones, if they are left over, too.</summary>
    public IEnumerable<FolderFile> TakeOthers()
    {
        while (_others.TryDequeue(out var file) || _small.TryDequeue(out file))
        {
            yield return file;
        }
    }

    /// <summary>A small file was not fetched after all.</summary>
    public void GiveBack(FolderFile file) => _small.Enqueue(file);

    /// <summary>A file needs a download of its own.</summary>
    public void PutBack(FolderFile file) => _others.Enqueue(file);

    /// <summary>Files were fetched.</summary>
    public void CountCompleted(int files, long bytes)
    {
        Interlocked.Add(ref _completed, files);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>Bytes were fetched and are written.</summary>
    public void CountWritten(long bytes) => Interlocked.Add(ref _written, bytes);

    /// <summary>Files are there already.</summary>
    public void CountAlreadyComplete(int files, long bytes)
    {
        Interlocked.Add(ref _alreadyComplete, files);
        Interlocked.Add(ref _there, bytes);
    }

    /// <summary>A file could not be fetched.</summary>
    public void CountFailed(FolderFile file, string reason) => _failed.Enqueue((file.Name, reason));
}
