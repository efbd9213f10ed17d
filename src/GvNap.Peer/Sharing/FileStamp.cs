namespace GvNap.Peer.Sharing;

/// <summary>What tells one state of a file from another without reading it.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">When its bytes last changed, nanoseconds of Unix time.</param>
/// <param name="Changed">When its inode last changed, nanoseconds of Unix time: it cannot be set back. 0 where the system has none.</param>
/// <param name="Inode">The inode's number; 0 where the system has none.</param>
internal readonly record struct FileStamp(long Size, long Modified, long Changed, ulong Inode)
{
    /// <summary>The coarsest clock of common file systems' kernels ticks every 10 ms: within it two states may have one stamp.</summary>
    private static readonly TimeSpan ClockStep = TimeSpan.FromMilliseconds(20);

    /// <summary>How long to wait until a later change is sure to give another stamp.</summary>
    public TimeSpan UntilDistinct(DateTimeOffset now)
    {
        var age = now - DateTimeOffset.UnixEpoch - TimeSpan.FromMicroseconds(Math.Max(Modified, Changed) / 1000d);
        return age < ClockStep ? ClockStep : TimeSpan.Zero;
    }
}
