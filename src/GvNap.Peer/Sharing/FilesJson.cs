namespace GvNap.Peer.Sharing;

/// <summary>The list of what is shared: <c>files.json</c> in the share folder, a JSON array of <c>{"name", "description"}</c>.</summary>
public static class FilesJson
{
    /// <summary>The file's name.</summary>
    public const string FileName = "files.json";

    /// <summary>Lists what a list for this folder could hold: all files that may be shared, by name.</summary>
    public static IReadOnlyList<FilesJsonEntry> FindCandidates(ShareOptions options, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Reads the list.</summary>
    /// <exception cref="FormatException">It is not such a list; the message is one line for a person.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<FilesJsonEntry> Read(string folder) => throw new NotImplementedException();

    /// <summary>Writes the list in one step: readers see the old one or the new one.</summary>
    public static void Write(string folder, IReadOnlyList<FilesJsonEntry> entries) => throw new NotImplementedException();
}
