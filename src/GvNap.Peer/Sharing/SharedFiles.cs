using System.Collections.Immutable;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Sharing;

/// <summary>The hashed files by number and by content. Numbers are the smallest that are free. For use under one lock.</summary>
internal sealed class SharedFiles
{
    private readonly ImmutableDictionary<uint, SharedFile>.Builder _files = ImmutableDictionary.CreateBuilder<uint, SharedFile>();
    private readonly Dictionary<ContentId, ShareEntry> _byContent = [];
    private readonly PriorityQueue<uint, uint> _freeNumbers = new();
    private uint _nextNumber;

    private int _partial;

    /// <summary>How many there are, not counting those that are being fetched.</summary>
    public int Count => _files.Count - _partial;

    /// <summary>Whether there is a change that no snapshot shows.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Finds one of the files with this content.</summary>
    public SharedFile? Find(ContentId content) => _byContent.GetValueOrDefault(content)?.Shared;

    /// <summary>Shares a file that was hashed.</summary>
    public void Add(ShareEntry entry, ContentId content)
    {
        if (!_byContent.TryAdd(content, entry))
        {
            entry.JoinTwin(_byContent[content]);
        }

        Show(entry, new SharedFile(TakeNumber(), entry.Found.Name, entry.Found.Description, content));
    }

    /// <summary>Shows a shared file with its present description.</summary>
    public void Describe(ShareEntry entry) => Show(entry, entry.Shared! with { Description = entry.Found.Description });

    /// <summary>Stops sharing a file, if it is shared.</summary>
    public void Remove(ShareEntry entry)
    {
        if (entry.Shared is not { } file)
        {
            return;
        }

        if (_byContent[file.Content] == entry && entry.NextTwin != entry)
        {
            _byContent[file.Content] = entry.NextTwin;
        }
        else if (_byContent[file.Content] == entry)
        {
            _byContent.Remove(file.Content);
        }

        entry.LeaveTwins();
        entry.Shared = null;
        FreeNumber(file);
    }

    /// <summary>Shares what is there of a file that is being fetched.</summary>
    public SharedFile AddPartial(string name, ContentId content)
    {
        var file = new SharedFile(TakeNumber(), name, "", content, IsPartial: true);
        _files[file.Number] = file;
        _partial++;
        IsChanged = true;
        return file;
    }

    /// <summary>Stops sharing it.</summary>
    public void RemovePartial(SharedFile file)
    {
        FreeNumber(file);
        _partial--;
    }

    /// <summary>All files as they are now.</summary>
    public ImmutableDictionary<uint, SharedFile> Snapshot()
    {
        IsChanged = false;
        return _files.ToImmutable();
    }

    private uint TakeNumber() => _freeNumbers.TryDequeue(out var free, out _) ? free : _nextNumber++;

    private void FreeNumber(SharedFile file)
    {
        _files.Remove(file.Number);
        _freeNumbers.Enqueue(file.Number, file.Number);
        IsChanged = true;
    }

    private void Show(ShareEntry entry, SharedFile file)
    {
        entry.Shared = file;
        _files[file.Number] = file;
        IsChanged = true;
    }
}
