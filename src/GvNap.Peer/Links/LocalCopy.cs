using GvNap.Peer.Sharing;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Links;

/// <summary>Finds a content on this machine: by its size, and then by its hash, so that no record of it is needed.</summary>
internal static class LocalCopy
{
    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    /// <summary>Looks for the content below some folders, and hashes it plainly.</summary>
    /// <returns>Null if it is not there.</returns>
    public static async Task<PlainHashes?> HashAsync(ContentId content, IEnumerable<string> folders, CancellationToken cancellationToken)
    {
        foreach (var path in folders.Distinct().SelectMany(folder => Find(folder, content.Size)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (await HashAsync(path, content, cancellationToken) is { } hashes)
                {
                    return hashes;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another file of that size may be it.
            }
        }

        return null;
    }

    private static IEnumerable<string> Find(string folder, long size) =>
        Directory.Exists(folder)
            ? new DirectoryInfo(folder).EnumerateFiles("*", Everywhere).Where(file => file.Length == size).Select(file => file.FullName)
            : [];

    private static async Task<PlainHashes?> HashAsync(string path, ContentId content, CancellationToken cancellationToken)
    {
        // A FIFO is opened without waiting for who writes to it.
        using var handle = Disk.Open(path);
        if (Disk.Look(handle).Kind != DiskEntryKind.File)
        {
            return null;
        }

        await using var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        await using var hasher = new PlainHasher(file, content.Size);
        var layer = await ContentHasher.HashAsync(hasher, content.Size, bytesHashed: null, cancellationToken);
        return layer.Content == content ? hasher.Build() : null;
    }
}
