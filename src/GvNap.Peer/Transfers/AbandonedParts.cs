using GvNap.Peer.Transfers.Folders;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers;

/// <summary>Removes what downloads have left that somebody gave up; never what a download is writing to.</summary>
internal static class AbandonedParts
{
    /// <summary>Removes the partial downloads of a content.</summary>
    /// <param name="folder">The folder of the downloads; need not be there.</param>
    /// <param name="content">The content.</param>
    public static void Remove(string folder, ContentId content)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*" + SafePath.PartSuffix))
        {
            using var file = PartLock.TryOpen(path);
            if (file is not null && PartTrailer.Read(file) == content)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Removes all partial downloads of a tree.</summary>
    /// <param name="folder">The folder of the downloads; need not be there.</param>
    /// <param name="name">The shared name of the tree's folder.</param>
    public static void RemoveTree(string folder, string name)
    {
        foreach (var path in LeftParts.Find(FolderTree.PathOf(folder, name)))
        {
            using var file = PartLock.TryOpen(path);
            if (file is not null)
            {
                File.Delete(path);
            }
        }
    }
}
