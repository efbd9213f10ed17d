namespace GvNap.Peer.Sharing;

/// <summary>The files that wait to be hashed, small ones first: they are most of the files and least of the work. For use under one lock.</summary>
internal sealed class HashQueue
{
    private readonly PriorityQueue<ShareEntry, long> _queue = new();
    private (ShareEntry Entry, FileStamp Stamp)? _current;

    /// <summary>Whether a file is being hashed.</summary>
    public bool IsBusy => _current is not null;

    /// <summary>Whether nothing is, or waits to be.</summary>
    public bool IsIdle => !IsBusy && _queue.Count == 0;

    /// <summary>Adds a file, unless it waits already or is being hashed in this very state.</summary>
    public void Add(ShareEntry entry)
    {
        var isCurrent = _current is { } current && current.Entry == entry && current.Stamp == entry.Found.Stamp;
        if (!entry.IsQueued && !isCurrent)
        {
            entry.IsQueued = true;
            _queue.Enqueue(entry, entry.Found.Stamp.Size);
        }
    }

    /// <summary>The next file to hash.</summary>
    public FoundFile? TakeNext()
    {
        while (_queue.TryDequeue(out var entry, out _))
        {
            // Some are no longer wanted.
            if (entry.IsQueued)
            {
                entry.IsQueued = false;
                _current = (entry, entry.Found.Stamp);
                return entry.Found;
            }
        }

        return null;
    }

    /// <summary>The file that was taken is done.</summary>
    public void Finish() => _current = null;
}
