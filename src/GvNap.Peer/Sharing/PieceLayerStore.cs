using System.Collections.Concurrent;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Sharing;

/// <summary>
/// Keeps the piece layers of large files, so that opening one does not mean hashing it again. What is read back is
/// checked against the content id, so a damaged one is just absent. Layers of small files are not kept: they are
/// hashed again in a millisecond.
/// </summary>
/// <param name="folder">Where they are kept, a file each; null keeps them in memory.</param>
internal sealed class PieceLayerStore(string? folder)
{
    /// <summary>The smallest content whose layer is kept, bytes.</summary>
    public const long MinSize = 1 << 20;

    private readonly ConcurrentDictionary<ContentId, PieceLayer> _memory = new();

    /// <summary>The layer of a content id, if it is kept.</summary>
    public PieceLayer? Find(ContentId content)
    {
        if (folder is null)
        {
            return _memory.GetValueOrDefault(content);
        }

        try
        {
            return PieceLayer.TryCreate(content, File.ReadAllBytes(PathOf(content)), out var layer) ? layer : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a layer, if it is worth keeping.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Keep(PieceLayer layer)
    {
        if (layer.Content.Size < MinSize)
        {
            return;
        }

        if (folder is null)
        {
            _memory[layer.Content] = layer;
            return;
        }

        var path = PathOf(layer.Content);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, stream => stream.Write(layer.Bytes.Span));
    }

    /// <summary>Forgets a layer.</summary>
    public void Forget(ContentId content)
    {
        _memory.TryRemove(content, out _);
        if (folder is null || content.Size < MinSize)
        {
            return;
        }

        try
        {
            File.Delete(PathOf(content));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It takes room, and no more.
        }
    }

    /// <summary>In 256 folders, as some file systems are slow with many files in one.</summary>
    private string PathOf(ContentId content) => content.ToString() is var name ? Path.Join(folder, name[..2], name) : "";
}
