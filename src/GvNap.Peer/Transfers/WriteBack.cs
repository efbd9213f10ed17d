using Microsoft.Win32.SafeHandles;

namespace GvNap.Peer.Transfers;

/// <summary>
/// Brings a file to the disk while it is still being written: the sync at the end has little left to do then, and a power
/// loss before it costs little. Safe for concurrent use.
/// </summary>
internal sealed class WriteBack(SafeFileHandle file)
{
    /// <summary>Bytes between two syncs: so many that they cost nothing, so few that the last one is short.</summary>
    private const long Interval = 64 << 20;

    private readonly Lock _lock = new();
    private Task _syncing = Task.CompletedTask;
    private long _written;

    /// <summary>Tells of bytes that were written.</summary>
    public void Add(int bytes)
    {
        lock (_lock)
        {
            _written += bytes;
            if (_written >= Interval && _syncing.IsCompletedSuccessfully)
            {
                // A thread of its own: a slow disk must not hold one of the few that all downloads share.
                _written = 0;
                _syncing = Task.Factory.StartNew(() => RandomAccess.FlushToDisk(file), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Brings all that was written to the disk.</summary>
    /// <exception cref="IOException">It could not be: now, or earlier, and the system tells of a failed sync only once.</exception>
    public void Flush()
    {
        Syncing().GetAwaiter().GetResult();
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Waits until no sync is under way: closing the file unlocks it only then.</summary>
    public void Settle() => Task.WaitAny(Syncing());

    private Task Syncing()
    {
        lock (_lock)
        {
            return _syncing;
        }
    }
}
