using GvNap.Peer.Sharing;

namespace GvNap.Lab;

/// <summary>Puts sample files on the disk.</summary>
internal static class SampleFiles
{
    /// <summary>Writes files and, if any has a description, the list of them.</summary>
    public static void Write(string folder, IReadOnlyList<SampleFile> files)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in files)
        {
            var path = Path.Combine(folder, Path.Combine(file.Name.Split('/')));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Content());
        }

        if (files.Any(file => file.Description is not null))
        {
            FilesJson.Write(folder, [.. files.Select(file => new FilesJsonEntry(file.Name, file.Description ?? ""))]);
        }
    }
}
