using GvNap.Peer.Transfers.Folders;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Finding;

/// <summary>A folder that a user shares, with all below it.</summary>
/// <param name="Owner">The user.</param>
/// <param name="Name">Its name as it is shared, without a slash at the end; empty: all that the user shares.</param>
/// <param name="Files">Its files, named from the folder on.</param>
public sealed record NetworkFolder(Source Owner, string Name, IReadOnlyList<FolderFile> Files)
{
    /// <summary>Bytes of all files.</summary>
    public long Size { get; } = Files.Sum(file => file.Content.Size);

    /// <summary>Finds the folders in what a user shares, each before those below it.</summary>
    /// <param name="files">What one user shares.</param>
    public static IReadOnlyList<NetworkFolder> Of(IReadOnlyList<NetworkFile> files)
    {
        var folders = new SortedDictionary<string, List<FolderFile>>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            for (var slash = file.Name.IndexOf('/'); slash > 0; slash = file.Name.IndexOf('/', slash + 1))
            {
                var name = file.Name[..slash];
                if (!folders.TryGetValue(name, out var inside))
                {
                    folders.Add(name, inside = []);
                }

                inside.Add(new FolderFile(file.Content, file.Name[(slash + 1)..]));
            }
        }

        return [.. folders.Select(folder => new NetworkFolder(OwnerOf(files), folder.Key, folder.Value))];
    }

    /// <summary>Finds one folder in what a user shares.</summary>
    /// <param name="files">What one user shares.</param>
    /// <param name="name">Its name, with or without a slash at the end; <c>/</c> for all.</param>
    /// <returns>Null if there is nothing in it.</returns>
    public static NetworkFolder? Find(IReadOnlyList<NetworkFile> files, string name)
    {
        var folder = name.Trim('/');
        var prefix = folder.Length == 0 ? "" : folder + "/";
        List<FolderFile> inside = [.. files.Where(file => file.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(file => new FolderFile(file.Content, file.Name[prefix.Length..]))];
        return inside.Count > 0 ? new NetworkFolder(OwnerOf(files), folder, inside) : null;
    }

    private static Source OwnerOf(IReadOnlyList<NetworkFile> files) => files[0].Sources is [var owner, ..] ? owner : new Source();
}
