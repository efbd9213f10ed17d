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

    /// <summary>How many there are.</summary>
    public int Count => _files.Count;

    /// <summary>Whether there is a change that no snapshot shows.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Finds one of the files with this content.</summary>
    public SharedFile? Find(ContentId content) => _byContent.GetValueOrDefault(content)?.Shared;

    /// <summary>Shares a file that was hashed.</summary>
    public void Add(ShareEntry entry, ContentId content)
    {
        var number = _freeNumbers.TryDequeue(out var free, out _) ? free : _nextNumber++;
        if (!_byContent.TryAdd(content, entry))
        {
            entry.JoinTwin(_byContent[content]);
        }

        Show(entry, new SharedFile(number, entry.Found.Name, entry.Found.Description, content));
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
        _files.Remove(file.Number);
        _freeNumbers.Enqueue(file.Number, file.Number);
        IsChanged = true;
    }

    /// <summary>All files as they are now.</summary>
    public ImmutableDictionary<uint, SharedFile> Snapshot()
    {
        IsChanged = false;
        return _files.ToImmutable();
    }

    private void Show(ShareEntry entry, SharedFile file)
    {
        entry.Shared = file;
        _files[file.Number] = file;
        IsChanged = true;
    }
}
