namespace GvNap.Peer.Sharing;

/// <summary>
/// Notices changes in the share folder. It watches just what matters: the whole tree when all of it is shared, and
/// otherwise the folder itself and those of its folders in which listed files lie, since the share folder may be
/// somebody's home. Where the system cannot watch, the periodic scan has to do.
/// </summary>
internal sealed class FolderWatch(Action onChange) : IDisposable
{
    /// <summary>Each watcher costs one of the few inotify instances that a user has (128 by default).</summary>
    private const int MaxWatchers = 8;

    private readonly Dictionary<Target, FileSystemWatcher> _watchers = [];

    /// <summary>Watches what the last scan makes worth watching.</summary>
    /// <returns>Whether something is watched that was not before.</returns>
    public bool Aim(ShareFolder folder, ShareScan scan)
    {
        var isNew = false;
        var wanted = Targets(folder, scan).ToHashSet();
        foreach (var target in _watchers.Keys.Where(target => !wanted.Contains(target)).ToList())
        {
            _watchers.Remove(target, out var watcher);
            watcher!.Dispose();
        }

        foreach (var target in wanted.Where(target => !_watchers.ContainsKey(target)))
        {
            if (Start(folder, target.Path, target.Deep) is { } watcher)
            {
                _watchers.Add(target, watcher);
                isNew = true;
            }
        }

        return isNew;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var watcher in _watchers.Values)
        {
            watcher.Dispose();
        }
    }

    private static IEnumerable<Target> Targets(ShareFolder folder, ShareScan scan)
    {
        yield return Target.Of(folder.Root, scan.Mode == ShareMode.Folder);
        if (scan.Mode == ShareMode.List)
        {
            var tops = scan.Files.Keys.Where(name => name.Contains('/')).Select(name => name[..name.IndexOf('/')]).Distinct();
            foreach (var top in tops.Take(MaxWatchers - 1))
            {
                yield return Target.Of(folder.PathOf(top), deep: true);
            }
        }
    }

    private FileSystemWatcher? Start(ShareFolder folder, string path, bool deep)
    {
        try
        {
            var watcher = new FileSystemWatcher(path) { IncludeSubdirectories = deep, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Security | NotifyFilters.CreationTime };
            watcher.Created += (_, change) => Notice(folder, change.FullPath);
            watcher.Changed += (_, change) => Notice(folder, change.FullPath);
            watcher.Deleted += (_, change) => Notice(folder, change.FullPath);
            watcher.Renamed += (_, change) => Notice(folder, change.FullPath, change.OldFullPath);
            watcher.Error += (_, _) => onChange();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Not there, or the system's limit of watches is reached.
            return null;
        }
    }

    /// <summary>Downloads under way and the peer's own state change all the time, which means nothing here.</summary>
    private void Notice(ShareFolder folder, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            var name = Path.GetRelativePath(folder.Root, path);
            if (!folder.IsExcluded(path) && !name.Split(Path.DirectorySeparatorChar).Any(component => ShareFolder.IsHidden(component) && component != "."))
            {
                onChange();
                return;
            }
        }
    }

    /// <summary>A folder to watch; a new one under the old name is another.</summary>
    private readonly record struct Target(string Path, bool Deep, ulong Inode)
    {
        public static Target Of(string path, bool deep) => new(path, deep, Disk.Look(path).Stamp.Inode);
    }
}
