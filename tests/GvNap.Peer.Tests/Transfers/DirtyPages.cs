using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>What of a file is only in memory: a power loss now would lose it. Linux tells since 6.5 (<c>cachestat</c>).</summary>
internal static class DirtyPages
{
    private const long Cachestat = 451;

    /// <summary>Pages of a file that are not on the disk.</summary>
    /// <returns>Null if this system does not say.</returns>
    public static long? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var (whole, pages) = (default(Range), default(Pages));
        return Call(Cachestat, file, ref whole, ref pages, 0) == 0 ? (long)(pages.Dirty + pages.BeingWritten) : null;
    }

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long Call(long number, SafeFileHandle file, ref Range range, ref Pages pages, uint flags);

    /// <summary>struct cachestat_range; a length of 0 is to the end.</summary>
    private struct Range
    {
        public ulong Offset;
        public ulong Length;
    }

    /// <summary>struct cachestat.</summary>
    private struct Pages
    {
        public ulong Cached;
        public ulong Dirty;
        public ulong BeingWritten;
        public ulong Evicted;
        public ulong RecentlyEvicted;
    }
}
