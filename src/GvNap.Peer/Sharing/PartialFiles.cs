using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Sharing;

/// <summary>The files that are being fetched, and are shared as far as they are there.</summary>
internal sealed class PartialFiles(ShareTable table, Action publish)
{
    private readonly ConcurrentDictionary<ContentId, IPartialFile> _files = new();

    /// <summary>Shares a file until the result is disposed of; one that is shared already is not shared again.</summary>
    public IDisposable Add(IPartialFile file)
    {
        var content = file.Layer.Content;
        if (table.TryFind(content, out _) || !_files.TryAdd(content, file))
        {
            return new Registration(null);
        }

        var shared = table.AddPartial(file.Name, content);
        publish();
        return new Registration(() =>
        {
            _files.TryRemove(content, out _);
            table.RemovePartial(shared);
            publish();
        });
    }

    /// <summary>Finds a file by its content.</summary>
    public bool TryFind(ContentId content, [NotNullWhen(true)] out IPartialFile? file) => _files.TryGetValue(content, out file);

    private sealed class Registration(Action? remove) : IDisposable
    {
        private Action? _remove = remove;

        public void Dispose() => Interlocked.Exchange(ref _remove, null)?.Invoke();
    }
}
