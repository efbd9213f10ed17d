using GvNap.Peer.Sharing;
using GvNap.Protocol.Content;

namespace GvNap.Peer.FileServer;

/// <summary>The files that one connection has open: the last few, since each costs a handle.</summary>
internal sealed class OpenFiles : IDisposable
{
    /// <summary>So many at most.</summary>
    public const int MaxOpen = 4;

    /// <summary>The one used last is at the end.</summary>
    private readonly List<OpenedShare> _files = [];

    /// <summary>Finds an open file.</summary>
    public OpenedShare? Find(ContentId content)
    {
        var index = _files.FindIndex(file => file.File.Content == content);
        if (index < 0)
        {
            return null;
        }

        var file = _files[index];
        _files.RemoveAt(index);
        _files.Add(file);
        return file;
    }

    /// <summary>Keeps a file open, in place of another handle on the same content, or of the one that was not used for longest.</summary>
    public void Add(OpenedShare file)
    {
        Close(file.File.Content);
        if (_files.Count == MaxOpen)
        {
            Close(_files[0].File.Content);
        }

        _files.Add(file);
    }

    /// <summary>Closes a file, if it is open.</summary>
    public void Close(ContentId content)
    {
        if (Find(content) is { } file)
        {
            _files.Remove(file);
            file.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }

        _files.Clear();
    }
}
