using GvNap.Protocol.Naming;
using Microsoft.Win32.SafeHandles;

namespace GvNap.Peer.Sharing;

/// <summary>The share folder and its rules: which names may be shared, and what may lie under them.</summary>
internal sealed class ShareFolder
{
    /// <summary>What a file ends with that is still being downloaded.</summary>
    public const string PartialSuffix = ".gvnap-part";

    private readonly string[] _excluded;

    /// <summary>Takes the folder as it is now; a link to it is followed once, here.</summary>
    public ShareFolder(ShareOptions options)
    {
        Root = Real(options.Folder);
        _excluded = [.. options.Excluded.Select(Real).Where(path => IsBelow(Root, path))];
    }

    /// <summary>The folder's real path, without a separator at the end.</summary>
    public string Root { get; }

    /// <summary>Where a name lies.</summary>
    public string PathOf(string name) => Path.Join(Root, OperatingSystem.IsWindows() ? name.Replace('/', '\\') : name);

    /// <summary>Whether a file or folder of this name is never shared, which needs no word.</summary>
    public static bool IsHidden(ReadOnlySpan<char> component) =>
        component.StartsWith('.') || component.EndsWith(PartialSuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a path below the folder is kept out by the options.</summary>
    public bool IsExcluded(string path) => Array.Exists(_excluded, excluded => path == excluded || IsBelow(excluded, path));

    /// <summary>Why a name may not be shared, if so.</summary>
    public string? RefuseName(string name)
    {
        if (FileName.Check(name) is var problem and not FileNameProblem.None)
        {
            return $"Its name {FileName.Describe(problem)}.";
        }

        if (OperatingSystem.IsWindows() && name.AsSpan().ContainsAny(@"\:*?""<>|"))
        {
            return "Its name has a character that Windows keeps for itself.";
        }

        if (name.Equals(FilesJson.FileName, StringComparison.OrdinalIgnoreCase))
        {
            return "The list itself is not shared.";
        }

        foreach (var component in name.AsSpan().Split('/'))
        {
            if (IsHidden(name.AsSpan(component)))
            {
                return "Hidden files and partial downloads are not shared.";
            }
        }

        return null;
    }

    /// <summary>Why a file may not be shared that really lies at a path, if so.</summary>
    public string? RefuseLocation(string? realPath)
    {
        if (realPath is null || !IsBelow(Root, realPath))
        {
            return "It is a link that leads out of the share folder.";
        }

        return IsExcluded(realPath)
            ? "It belongs to what is never shared."
            : RefuseName(realPath[(Root.Length + (Path.EndsInDirectorySeparator(Root) ? 0 : 1))..].Replace(Path.DirectorySeparatorChar, '/'));
    }

    /// <summary>Opens what lies under a name, if it may be shared. What was checked is what is open: nothing is looked up a second time.</summary>
    /// <exception cref="IOException">It cannot be opened, or may not be shared.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read it.</exception>
    public SafeFileHandle Open(string name, out FileStamp stamp)
    {
        var path = PathOf(name);
        Refuse(RefuseName(name));
        Refuse(Disk.Look(path).Kind is DiskEntryKind.Special or DiskEntryKind.Folder ? "It is not an ordinary file." : null);
        var handle = Disk.Open(path);
        try
        {
            var entry = Disk.Look(handle);
            Refuse(entry.Kind != DiskEntryKind.File ? "It is not an ordinary file." : null);
            var real = Disk.RealPath(handle, path);
            Refuse(RefuseLocation(real));
            Refuse(Disk.Look(real!) != entry ? "It was replaced while it was opened." : null);
            stamp = entry.Stamp;
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void Refuse(string? reason)
    {
        if (reason is not null)
        {
            throw new IOException(reason);
        }
    }

    private static bool IsBelow(string folder, string path) =>
        path.Length > folder.Length
        && path.StartsWith(folder, StringComparison.Ordinal)
        && (path[folder.Length] == Path.DirectorySeparatorChar || Path.EndsInDirectorySeparator(folder));

    private static string Real(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Disk.RealPath(full) ?? full;
    }
}
