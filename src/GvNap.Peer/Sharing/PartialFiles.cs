using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Sharing;

/// <summary>The files that are being fetched, and are shared as far as they are there.</summary>
internal sealed class PartialFiles(ShareTable table, Action publish)
{
    private readonly ConcurrentDictionary<ContentId, (SharedFile? Shared, IPartialFile File)> _files = new();

    /// <summary>Shares a file until the result is disposed of; one that is shared already is not shared again.</summary>
    public IDisposable Add(IPartialFile file)
    {
        var content = file.Layer.Content;
        if (table.TryFind(content, out _) || !_files.TryAdd(content, (null, file)))
        {
            return new Registration(null);
        }

        SharedFile? shared = null;
        table.Change(files => shared = files.AddPartial(file.Name, content));
        _files[content] = (shared, file);
        publish();
        return new Registration(() =>
        {
            _files.TryRemove(content, out _);
            table.Change(files => files.RemovePartial(shared!));
            publish();
        });
    }

    /// <summary>Finds a file by its content.</summary>
    public bool TryFind(ContentId content, [NotNullWhen(true)] out IPartialFile? file)
    {
        file = _files.TryGetValue(content, out var found) ? found.File : null;
        return file is not null;
    }

    /// <summary>Opens a file for serving; null if it is not being fetched.</summary>
    public OpenedShare? Open(ContentId content) =>
        _files.TryGetValue(content, out var found) && found.Shared is { } shared
            ? new OpenedPartialFile(shared, found.File, () => _files.TryGetValue(content, out var current) && current.File == found.File)
            : null;

    private sealed class Registration(Action? remove) : IDisposable
    {
        private Action? _remove = remove;

        public void Dispose() => Interlocked.Exchange(ref _remove, null)?.Invoke();
    }
}
