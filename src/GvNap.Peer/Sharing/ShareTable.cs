using System.Diagnostics.CodeAnalysis;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Sharing;

/// <summary>All files that are to be shared, hashed or not: what scans found meets what the hasher made of it. Any thread may call.</summary>
internal sealed class ShareTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ShareEntry> _entries = new(StringComparer.Ordinal);
    private readonly SharedFiles _shared = new();
    private readonly HashQueue _queue = new();
    private ShareScan _scan = new() { Mode = ShareMode.Nothing };
    private long _bytes;
    private long _hashedBytes;
    private long _revision;
    private int _unsettled;

    /// <summary>Whether some file waits until it stops changing.</summary>
    public bool HasUnsettled
    {
        get
        {
            lock (_gate)
            {
                return _unsettled > 0;
            }
        }
    }

    /// <summary>Whether every file has been hashed or refused, or keeps changing.</summary>
    public bool IsSettled
    {
        get
        {
            lock (_gate)
            {
                return _queue.IsIdle;
            }
        }
    }

    /// <summary>Takes in what a scan found.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="known">Content ids that need no hashing, by file.</param>
    public void Apply(ShareScan scan, Func<FoundFile, ContentId?> known)
    {
        lock (_gate)
        {
            _scan = scan;
            foreach (var entry in _entries.Values.Where(entry => !scan.Files.ContainsKey(entry.Found.Name)).ToList())
            {
                Forget(entry);
                _entries.Remove(entry.Found.Name);
            }

            foreach (var found in scan.Files.Values)
            {
                if (_entries.TryGetValue(found.Name, out var entry))
                {
                    Update(entry, found, known);
                }
                else
                {
                    _entries.Add(found.Name, entry = new ShareEntry(found));
                    _bytes += found.Stamp.Size;
                    ShareOrQueue(entry, known);
                }
            }
        }
    }

    /// <summary>The next file to hash.</summary>
    public FoundFile? TakeNext()
    {
        lock (_gate)
        {
            return _queue.TakeNext();
        }
    }

    /// <summary>Takes in what became of the file that <see cref="TakeNext"/> gave.</summary>
    public void Complete(FoundFile file, HashOutcome outcome)
    {
        lock (_gate)
        {
            _queue.Finish();
            if (!_entries.TryGetValue(file.Name, out var entry) || entry.Found.Stamp != file.Stamp || entry.Shared is not null)
            {
                return;
            }

            entry.Problem = outcome.Problem;
            entry.IsQueued = false;
            if (outcome.Content is { } content && outcome.Stamp == file.Stamp)
            {
                _shared.Add(entry, content);
                _hashedBytes += content.Size;
            }
            else if (outcome.Problem is null)
            {
                SetUnsettled(entry, true);
            }
        }
    }

    /// <summary>Stops sharing a file that was found changed; a scan tells what it is now.</summary>
    public void MarkChanged(SharedFile file)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(file.Name, out var entry) && entry.Shared?.Content == file.Content)
            {
                Forget(entry);
                _entries.Remove(file.Name);
            }
        }
    }

    /// <summary>Changes what is shared besides the files of scans.</summary>
    public void Change(Action<SharedFiles> change)
    {
        lock (_gate)
        {
            change(_shared);
        }
    }

    /// <summary>Makes a snapshot.</summary>
    /// <returns>Null if nothing changed since the last.</returns>
    public ShareSnapshot? TakeSnapshot()
    {
        lock (_gate)
        {
            return _shared.IsChanged ? new ShareSnapshot(++_revision, _shared.Snapshot()) : null;
        }
    }

    /// <summary>How far things are.</summary>
    /// <param name="hashing">Bytes hashed of the present file.</param>
    public ShareStatus GetStatus(long hashing)
    {
        lock (_gate)
        {
            var unreadable = _entries.Values.Where(entry => entry.Problem is not null).ToList();
            return new ShareStatus(
                _scan.Mode,
                _entries.Count - unreadable.Count,
                _shared.Count,
                _bytes - unreadable.Sum(entry => entry.Found.Stamp.Size),
                _hashedBytes + (_queue.IsBusy ? hashing : 0),
                [.. _scan.Refused, .. unreadable.Take(ShareStatus.MaxRefused - _scan.Refused.Count).Select(entry => new RefusedFile(entry.Found.Name, entry.Problem!))],
                _scan.RefusedCount + unreadable.Count,
                _scan.Collisions,
                _scan.ListProblem);
        }
    }

    /// <summary>Finds a shared file by its content.</summary>
    public bool TryFind(ContentId content, [NotNullWhen(true)] out SharedFile? file)
    {
        lock (_gate)
        {
            file = _shared.Find(content);
            return file is not null;
        }
    }

    /// <summary>Finds a shared file by its name.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out SharedFile? file)
    {
        lock (_gate)
        {
            file = _entries.GetValueOrDefault(name)?.Shared;
            return file is not null;
        }
    }

    /// <summary>Finds the entry of a shared file, and the state in which it was hashed.</summary>
    /// <returns>Null if the file is no longer shared as it was.</returns>
    public (ShareEntry Entry, FileStamp Stamp)? Find(SharedFile file)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(file.Name, out var entry) && entry.Shared?.Content == file.Content ? (entry, entry.Found.Stamp) : null;
        }
    }

    private void Update(ShareEntry entry, FoundFile found, Func<FoundFile, ContentId?> known)
    {
        var isSame = entry.Found.Stamp == found.Stamp;
        var isDescribed = entry.Found.Description == found.Description;
        _bytes += found.Stamp.Size - entry.Found.Stamp.Size;
        if (!isSame)
        {
            Unshare(entry);
        }

        entry.Found = found;
        if (isSame && entry.Shared is not null && !isDescribed)
        {
            _shared.Describe(entry);
        }
        else if (entry.Shared is null && (isSame || !entry.IsUnsettled))
        {
            ShareOrQueue(entry, known);
        }
    }

    private void ShareOrQueue(ShareEntry entry, Func<FoundFile, ContentId?> known)
    {
        SetUnsettled(entry, false);
        if (known(entry.Found) is { } content)
        {
            entry.Problem = null;
            entry.IsQueued = false;
            _shared.Add(entry, content);
            _hashedBytes += content.Size;
        }
        else
        {
            _queue.Add(entry);
        }
    }

    private void Forget(ShareEntry entry)
    {
        Unshare(entry);
        SetUnsettled(entry, false);
        entry.IsQueued = false;
        _bytes -= entry.Found.Stamp.Size;
    }

    private void Unshare(ShareEntry entry)
    {
        _hashedBytes -= entry.Shared?.Content.Size ?? 0;
        _shared.Remove(entry);
    }

    private void SetUnsettled(ShareEntry entry, bool value)
    {
        _unsettled += (value ? 1 : 0) - (entry.IsUnsettled ? 1 : 0);
        entry.IsUnsettled = value;
    }
}
