using System.IO.Enumeration;
using GvNap.Protocol;

namespace GvNap.Peer.Sharing;

/// <summary>Finds what may be shared, in the whole folder or among the names of a list.</summary>
internal sealed class FolderScanner(ShareFolder folder, int maxFiles, CancellationToken cancellationToken)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Whether each folder in which a listed file lies is free of links.</summary>
    private readonly Dictionary<string, bool> _plainFolders = new(StringComparer.Ordinal);

    /// <summary>Adds all files of the folder. Folders behind links are not entered, so that there is no end to fear.</summary>
    public void AddAll(ShareScan scan)
    {
        var folders = new Stack<string>([""]);
        while (folders.TryPop(out var prefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                foreach (var (name, isFolder) in Enumerate(folder.PathOf(prefix)))
                {
                    Sort(prefix + name, isFolder, folders, scan);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                scan.Refuse(prefix.Length == 0 ? folder.Root : prefix, e is UnauthorizedAccessException ? "Permission denied." : "The folder cannot be read.");
            }
        }
    }

    /// <summary>Adds the files of a list, and refuses what cannot be shared of it.</summary>
    public void AddListed(IReadOnlyList<FilesJsonEntry> entries, ShareScan scan)
    {
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reason = folder.RefuseName(entry.Name) ?? FilesJson.RefuseDescription(entry.Description);
            if (reason is null)
            {
                Add(entry.Name, entry.Description, IsPlainFolder(entry.Name), scan);
            }
            else
            {
                scan.Refuse(entry.Name, reason);
            }
        }
    }

    private static FileSystemEnumerable<(string Name, bool IsFolder)> Enumerate(string path) => new(
        path,
        (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.IsDirectory && (entry.Attributes & FileAttributes.ReparsePoint) == 0),
        Everything)
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            !ShareFolder.IsHidden(entry.FileName) && !(OperatingSystem.IsWindows() && (entry.Attributes & FileAttributes.Hidden) != 0),
    };

    private void Sort(string name, bool isFolder, Stack<string> folders, ShareScan scan)
    {
        if (name.Equals(FilesJson.FileName, StringComparison.OrdinalIgnoreCase) || folder.IsExcluded(folder.PathOf(name)))
        {
            return;
        }

        if (isFolder)
        {
            folders.Push(name + "/");
        }
        else if (folder.RefuseName(name) is { } reason)
        {
            scan.Refuse(name, reason);
        }
        else
        {
            Add(name, "", isPlainFolder: true, scan);
        }
    }

    private void Add(string name, string description, bool isPlainFolder, ShareScan scan)
    {
        var path = folder.PathOf(name);
        var entry = Disk.Look(path);
        var refusal = default(string);
        var isLink = entry.Kind == DiskEntryKind.Link;
        if (isLink || !isPlainFolder)
        {
            var real = Disk.RealPath(path);
            refusal = folder.RefuseLocation(real);
            entry = real is null ? default : Disk.Look(real);
        }

        refusal ??= entry.Kind switch
        {
            DiskEntryKind.File when scan.Files.Count >= maxFiles => $"More than {maxFiles} files are not shared.",
            DiskEntryKind.File when entry.Stamp.Size > ProtocolLimits.ContentSize => "It is too large.",
            DiskEntryKind.File => null,
            DiskEntryKind.Folder => isLink ? "It is a link to a folder; such are not entered." : "It is a folder; list its files.",
            DiskEntryKind.Missing when name.Contains('\uFFFD') => "Its name on the disk is not valid UTF-8.",
            DiskEntryKind.Missing => "There is no such file.",
            _ => "It is not an ordinary file.",
        };
        if (refusal is null)
        {
            scan.Add(new FoundFile(name, description, entry.Stamp));
        }
        else
        {
            scan.Refuse(name, refusal);
        }
    }

    private bool IsPlainFolder(string name)
    {
        if (name.LastIndexOf('/') is var end && end < 0)
        {
            return true;
        }

        var path = folder.PathOf(name[..end]);
        if (!_plainFolders.TryGetValue(path, out var isPlain))
        {
            _plainFolders[path] = isPlain = Disk.RealPath(path) == path;
        }

        return isPlain;
    }
}
