namespace GvNap.Peer.Transfers.Folders;

/// <summary>The local folders of a downloaded tree. They never lead out of it: names are made safe, and a link or a file in the way is left alone.</summary>
internal sealed class FolderTree
{
    private const int MostNames = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _entries = new(StringComparer.Ordinal);

    /// <summary>Makes the folder of the tree.</summary>
    /// <param name="folder">Where it goes; made if it is not there.</param>
    /// <param name="name">Its shared name; empty: straight into <paramref name="folder"/>.</param>
    /// <exception cref="LocalFailureException">It cannot be made.</exception>
    public FolderTree(string folder, string name)
    {
        var parent = Make(folder, Path.GetFullPath(folder));
        Root = PathOf(folder, name) is var root && root == parent ? parent : Make(parent, root);
        _folders.Add("", Root);
    }

    /// <summary>The folder of the tree.</summary>
    public string Root { get; }

    /// <summary>The local folder of a tree, which need not be there.</summary>
    /// <param name="folder">Where it goes.</param>
    /// <param name="name">Its shared name; empty: straight into <paramref name="folder"/>.</param>
    /// <exception cref="LocalFailureException">There are too many files with its name.</exception>
    public static string PathOf(string folder, string name) =>
        name.Trim('/') is { Length: > 0 } shared ? ChildOf(Path.GetFullPath(folder), shared.Split('/')[^1]) : Path.GetFullPath(folder);

    /// <summary>The local folder for a file of the tree; made if it is not there.</summary>
    /// <param name="name">The file's name from the tree's folder on.</param>
    /// <exception cref="LocalFailureException">It cannot be made.</exception>
    public string FolderOf(string name)
    {
        lock (_lock)
        {
            return Find(ParentOf(name));
        }
    }

    /// <summary>The local folder for a file of the tree, if it is known and there; it is not made.</summary>
    /// <param name="name">The file's name from the tree's folder on.</param>
    public string? TryFindFolder(string name)
    {
        lock (_lock)
        {
            return _folders.TryGetValue(ParentOf(name), out var folder) && Directory.Exists(folder) ? folder : null;
        }
    }

    /// <summary>Whether something had a file's local name, or that of its partial download, when its folder was first looked at.</summary>
    /// <param name="name">The file's name from the tree's folder on.</param>
    /// <exception cref="LocalFailureException">The folder cannot be made or read.</exception>
    public bool Has(string name)
    {
        var entries = EntriesFor(name);
        return entries.Count > 0 && SafePath.LocalName(name) is var localName && (entries.Contains(localName) || entries.Contains(SafePath.PartName(localName)));
    }

    /// <summary>Whether something has a file's local name.</summary>
    /// <param name="name">The file's name from the tree's folder on.</param>
    /// <exception cref="LocalFailureException">The folder cannot be made.</exception>
    public bool HasComplete(string name) => Path.Exists(SafePath.Combine(FolderOf(name), SafePath.LocalName(name)));

    private HashSet<string> EntriesFor(string name)
    {
        lock (_lock)
        {
            var folder = Find(ParentOf(name));
            if (!_entries.TryGetValue(folder, out var entries))
            {
                entries = List(folder);
                _entries.Add(folder, entries);
            }

            return entries;
        }
    }

    private string Find(string shared)
    {
        if (_folders.TryGetValue(shared, out var known))
        {
            return known;
        }

        var cut = shared.LastIndexOf('/');
        var parent = Find(cut < 0 ? "" : shared[..cut]);
        var path = Make(parent, ChildOf(parent, shared[(cut + 1)..]));
        _folders.Add(shared, path);
        return path;
    }

    private static string ParentOf(string name) => name.LastIndexOf('/') is > 0 and var end ? name[..end] : "";

    private static HashSet<string> List(string folder)
    {
        try
        {
            return new(Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)), StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFailureException.Of(e, folder);
        }
    }

    private static string ChildOf(string parent, string component)
    {
        for (var number = 0; number < MostNames; number++)
        {
            var path = SafePath.Combine(parent, SafePath.Numbered(SafePath.LocalName(component), number));
            var existing = new DirectoryInfo(path);
            if (existing.LinkTarget is null && !File.Exists(path))
            {
                return path;
            }
        }

        throw new LocalFailureException(DownloadOutcome.FolderNotWritable, $"The folder {parent} has too many files with the names of folders.");
    }

    private static string Make(string parent, string path)
    {
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFailureException.Of(e, parent);
        }
    }
}
