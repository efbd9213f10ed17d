using System.Runtime.InteropServices;

namespace GvNap.Peer.Transfers;

/// <summary>Renaming that never overwrites and survives a power cut; what .NET has no call for goes to the C library.</summary>
internal static class DurableRename
{
    private const int CurrentFolder = -100;
    private const uint NoReplace = 1;
    private const int FileExists = 17;
    private const int ReadOnly = 0;

    /// <summary>Renames a file unless something has the new name.</summary>
    /// <returns>False if something has it.</returns>
    /// <exception cref="IOException">It cannot be done.</exception>
    public static bool TryRename(string from, string to)
    {
        if (OperatingSystem.IsLinux() && TryRenameAtomically(from, to) is { } done)
        {
            return done;
        }

        if (Path.Exists(to))
        {
            return false;
        }

        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (Path.Exists(to))
        {
            return false;
        }
    }

    /// <summary>Gives a file a name in a folder, or that name with a number if something has it.</summary>
    /// <returns>The file's new path.</returns>
    /// <exception cref="IOException">It cannot be done.</exception>
    public static string ToFreeName(string from, string folder, string localName)
    {
        for (var number = 0; ; number++)
        {
            var path = SafePath.Combine(folder, SafePath.Numbered(localName, number));
            if (TryRename(from, path))
            {
                return path;
            }
        }
    }

    /// <summary>Brings many files of one file system to the disk: all at once where that can be asked for, one by one elsewhere.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void SyncFiles(IReadOnlyList<string> paths)
    {
        if (OperatingSystem.IsLinux() && paths.Count > 1 && TrySyncFileSystem(Path.GetDirectoryName(paths[0])!))
        {
            return;
        }

        foreach (var path in paths)
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(file);
        }
    }

    /// <summary>Brings a folder's entries to the disk. Windows does so by itself.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = open(folder, ReadOnly);
        if (descriptor >= 0)
        {
            _ = fsync(descriptor);
            _ = close(descriptor);
        }
    }

    /// <summary>syncfs (Linux); since Linux 5.8 it tells of errors as fsync does. False if it failed or is not known: then each file is asked.</summary>
    private static bool TrySyncFileSystem(string folder)
    {
        var descriptor = open(folder, ReadOnly);
        if (descriptor < 0)
        {
            return false;
        }

        try
        {
            return syncfs(descriptor) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    /// <summary>renameat2 with RENAME_NOREPLACE; null if the file system or the C library does not know it.</summary>
    private static bool? TryRenameAtomically(string from, string to)
    {
        try
        {
            return renameat2(CurrentFolder, from, CurrentFolder, to, NoReplace) == 0
                ? true
                : Marshal.GetLastPInvokeError() == FileExists ? false : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int renameat2(int fromFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string from, int toFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string to, uint flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int descriptor);

    [DllImport("libc", SetLastError = true)]
    private static extern int syncfs(int descriptor);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int descriptor);
}
