using Microsoft.Win32.SafeHandles;

namespace GvNap.Peer.Transfers;

/// <summary>Opens partial downloads so that, of all the programs of this machine, one download alone writes to each.</summary>
internal static class PartLock
{
    /// <summary>Opens a partial download, whatever is in it, for nobody else; made if it is not there.</summary>
    /// <returns>Null if somebody has it open, or it is no regular file.</returns>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static SafeFileHandle? TryOpen(string path)
    {
        try
        {
            // A link would lead somewhere else; what is no regular file cannot be written at an offset.
            var info = new FileInfo(path);
            if (info.LinkTarget is not null || Directory.Exists(path) || (info.Exists && (info.Attributes & (FileAttributes.Device | FileAttributes.ReparsePoint)) != 0))
            {
                return null;
            }

            // On Windows an open file can only be renamed if its deletion is shared; elsewhere None is what locks.
            var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None);
            if (File.Exists(path))
            {
                return file;
            }

            // Another download finished it between our open and our lock: what we hold has its final name.
            file.Dispose();
            return null;
        }
        catch (IOException e) when (e is not DirectoryNotFoundException && IsSharing(e))
        {
            return null;
        }
    }

    /// <summary>EWOULDBLOCK of flock on Linux and macOS, or Windows' sharing violation.</summary>
    private static bool IsSharing(IOException e) => OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) == 32 : e.HResult is 11 or 35;
}
