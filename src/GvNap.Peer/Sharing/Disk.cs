using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace GvNap.Peer.Sharing;

/// <summary>
/// Looks at files and opens them as someone who does not trust the folder they lie in: nothing here blocks on a FIFO,
/// and what was opened can be asked what it is and where it really lies.
/// </summary>
internal static class Disk
{
    /// <summary>Looks at a path; a link at its end is not followed.</summary>
    public static DiskEntry Look(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return LinuxFile.Look(path);
        }

        try
        {
            var info = new FileInfo(path);
            var attributes = info.Attributes;
            return attributes switch
            {
                (FileAttributes)(-1) => default,
                _ when info.LinkTarget is not null => new DiskEntry(DiskEntryKind.Link, default),
                _ when attributes.HasFlag(FileAttributes.Directory) => new DiskEntry(DiskEntryKind.Folder, default),
                _ when attributes.HasFlag(FileAttributes.Device) => new DiskEntry(DiskEntryKind.Special, default),
                _ => new DiskEntry(DiskEntryKind.File, Stamp(info.Length, info.LastWriteTimeUtc)),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>Looks at an open file.</summary>
    public static DiskEntry Look(SafeFileHandle handle)
    {
        if (OperatingSystem.IsLinux())
        {
            return LinuxFile.Look(handle);
        }

        try
        {
            return new DiskEntry(DiskEntryKind.File, Stamp(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle)));
        }
        catch (NotSupportedException)
        {
            // It cannot be sought in: a FIFO or a terminal.
            return new DiskEntry(DiskEntryKind.Special, default);
        }
    }

    /// <summary>Opens a file for reading, whatever it is, without waiting for the other end of a FIFO.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        }

        // O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        var descriptor = open(path, OperatingSystem.IsMacOS() ? 0x4 | 0x20000 | 0x1000000 : 0x800 | 0x100 | 0x80000);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw error switch
            {
                1 or 13 => new UnauthorizedAccessException("Permission denied."),
                2 or 20 => new FileNotFoundException("There is no such file."),
                _ => new IOException(Marshal.GetPInvokeErrorMessage(error) + "."),
            };
        }

        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Where an open file really lies.</summary>
    /// <returns>Null if it lies nowhere any more, or the system does not say.</returns>
    public static string? RealPath(SafeFileHandle handle, string path) => OperatingSystem.IsLinux()
        ? new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget
        : RealPath(path);

    /// <summary>The path without links: each component that is one is replaced by what it points to.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>Null if there are more links than any honest path has (40, as Linux counts).</returns>
    public static string? RealPath(string path)
    {
        var rest = new Stack<string>();
        var real = Path.GetPathRoot(path) ?? "";
        Push(rest, path[real.Length..]);
        for (var links = 0; rest.TryPop(out var component);)
        {
            var next = component == ".." ? Path.GetDirectoryName(real) ?? real : Path.Join(real, component);
            if (component == ".." || Look(next).Kind != DiskEntryKind.Link || new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
            }
            else if (++links > 40)
            {
                return null;
            }
            else
            {
                var root = Path.GetPathRoot(target) ?? "";
                real = root.Length > 0 ? root : real;
                Push(rest, target[root.Length..]);
            }
        }

        return real;
    }

    /// <summary>Puts the components of a path on a stack, the first on top.</summary>
    private static void Push(Stack<string> components, string path)
    {
        foreach (var component in path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse().Where(c => c != "."))
        {
            components.Push(component);
        }
    }

    private static FileStamp Stamp(long size, DateTime modified) => new(size, (modified - DateTime.UnixEpoch).Ticks * 100, 0, 0);

    [DllImport("libc", SetLastError = true)]
    [UnsupportedOSPlatform("windows")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
