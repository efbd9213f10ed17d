using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers.Folders;

/// <summary>
/// The small files of a tree that had no name yet when their job was killed: what is the content of a file that is wanted
/// gets its name, and the rest, torn files among it, is removed. What says of which content it is belongs to a download of its own.
/// </summary>
internal static class LeftParts
{
    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>Finds the partial downloads of a tree, small or not.</summary>
    /// <param name="root">The tree's folder; need not be there.</param>
    public static IEnumerable<string> Find(string root) => Directory.Exists(root) ? Directory.EnumerateFiles(root, "*" + SafePath.PartSuffix, Everywhere) : [];

    /// <summary>Takes over what is wanted.</summary>
    /// <param name="files">The files that are wanted; whole ones are not any more.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="cancellationToken">Stops; what is there stays.</param>
    /// <exception cref="LocalFailureException">The disk failed.</exception>
    public static void Adopt(FolderFiles files, FolderTree tree, CancellationToken cancellationToken)
    {
        try
        {
            var left = Read(tree.Root, cancellationToken);
            var batch = new FileBatch();
            for (var wanted = left.Count == 0 ? 0 : files.SmallLeft; wanted > 0 && files.TryTakeSmall(out var file); wanted--)
            {
                if (left.TryGetValue(file.Content, out var whole) && !tree.HasComplete(file.Name) && whole.TryDequeue(out var part))
                {
                    batch.Add(file, part, tree.FolderOf(file.Name));
                }
                else
                {
                    files.GiveBack(file);
                }
            }

            var gone = FileBatch.Commit([batch]);
            files.CountAlreadyComplete(batch.Count - gone.Count, batch.Bytes - gone.Sum(file => file.Content.Size));
            foreach (var part in left.Values.SelectMany(parts => parts))
            {
                File.Delete(part);
            }

            foreach (var file in gone)
            {
                files.PutBack(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFailureException.Of(e, tree.Root);
        }
    }

    private static Dictionary<ContentId, Queue<string>> Read(string root, CancellationToken cancellationToken)
    {
        var left = new Dictionary<ContentId, Queue<string>>();
        foreach (var part in Find(root))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var file = PartLock.TryOpen(part);
            if (file is null || RandomAccess.GetLength(file) is var length && length > FolderFiles.SmallSize || PartTrailer.Read(file) is not null)
            {
                continue;
            }

            var data = new byte[length];
            var content = ContentHasher.Hash(data.AsSpan(0, RandomAccess.Read(file, data, 0))).Content;
            left.TryAdd(content, []);
            left[content].Enqueue(part);
        }

        return left;
    }
}
