using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace GvNap.Peer.Sharing;

/// <summary>statx(2) on Linux: .NET shows neither a file's type nor its change time. The layout is the same on every architecture (include/uapi/linux/stat.h).</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxFile
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;

    /// <summary>Looks at a path; a link at its end is not followed.</summary>
    public static DiskEntry Look(string path) => Describe(statx(CurrentDirectory, path, NoFollow, BasicStats, out var status), status);

    /// <summary>Looks at an open file.</summary>
    public static DiskEntry Look(SafeFileHandle handle) =>
        Describe(statx((int)handle.DangerousGetHandle(), "", EmptyPath, BasicStats, out var status), status);

    private static DiskEntry Describe(int result, in Status status)
    {
        if (result != 0)
        {
            return default;
        }

        var kind = (status.Mode & 0xF000) switch
        {
            0x8000 => DiskEntryKind.File,
            0x4000 => DiskEntryKind.Folder,
            0xA000 => DiskEntryKind.Link,
            _ => DiskEntryKind.Special,
        };
        var stamp = new FileStamp((long)status.Size, Nanoseconds(status.ModifiedSeconds, status.ModifiedNanoseconds), Nanoseconds(status.ChangedSeconds, status.ChangedNanoseconds), status.Inode);
        return new DiskEntry(kind, stamp);
    }

    /// <summary>Wraps round for dates beyond the year 2262, which still tells them apart.</summary>
    private static long Nanoseconds(long seconds, uint nanoseconds) => unchecked(seconds * 1_000_000_000 + nanoseconds);

    [DllImport("libc", SetLastError = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out Status status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;
    }
}
