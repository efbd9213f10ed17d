using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers;

/// <summary>Looks whether a content is on the disk already: its size, and then every byte.</summary>
internal static class CompleteCopy
{
    /// <summary>Files of the right size that are looked at, when no name says which it could be.</summary>
    private const int MostCandidates = 16;

    /// <summary>Finds a file in a folder that has the content.</summary>
    /// <param name="folder">The folder; need not be there.</param>
    /// <param name="name">The name that it would have, as it is shared; null: any.</param>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Its full path; null if there is none.</returns>
    public static async Task<string?> FindAsync(string folder, string? name, ContentId content, CancellationToken cancellationToken)
    {
        foreach (var file in name is null ? OfSize(folder, content.Size) : Named(folder, SafePath.LocalName(name)))
        {
            if (await IsAtAsync(file, content, static _ => { }, cancellationToken))
            {
                return file.FullName;
            }
        }

        return null;
    }

    /// <summary>Whether a file has the content.</summary>
    /// <param name="file">The file; may be a link.</param>
    /// <param name="content">The content.</param>
    /// <param name="checkedBytes">Is told the bytes that were read.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<bool> IsAtAsync(FileInfo file, ContentId content, Action<long> checkedBytes, CancellationToken cancellationToken)
    {
        try
        {
            if (!file.Exists || file.Length != content.Size)
            {
                return false;
            }

            await using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
            return (await ContentHasher.HashAsync(stream, content.Size, new ByteReport(checkedBytes), cancellationToken)).Content == content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whatever it is, it is in the way and not ours.
            return false;
        }
    }

    /// <summary>The name, and those with a number up to the first that is free.</summary>
    private static IEnumerable<FileInfo> Named(string folder, string localName)
    {
        for (var number = 0; new FileInfo(SafePath.Combine(folder, SafePath.Numbered(localName, number))) is { Exists: true } file; number++)
        {
            yield return file;
        }
    }

    /// <summary>Without a name, an empty file is any empty file, which would say nothing.</summary>
    private static IEnumerable<FileInfo> OfSize(string folder, long size)
    {
        try
        {
            return size == 0 || !Directory.Exists(folder)
                ? []
                : [.. new DirectoryInfo(folder).EnumerateFiles().Where(file => file.Length == size && !file.Name.EndsWith(SafePath.PartSuffix, StringComparison.Ordinal)).Take(MostCandidates)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private sealed class ByteReport(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
