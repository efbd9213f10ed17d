namespace GvNap.Peer.Sharing;

/// <summary>What decides which files are shared.</summary>
public enum ShareMode
{
    /// <summary>Nothing is shared: no <c>files.json</c>, and the folder was not named explicitly.</summary>
    Nothing,

    /// <summary>Exactly the entries of <c>files.json</c>.</summary>
    List,

    /// <summary>All of the folder.</summary>
    Folder,
}

/// <summary>A file that is wanted but not shared.</summary>
/// <param name="Name">Its name as listed or found; it may hold anything, so make it safe before printing.</param>
/// <param name="Reason">A sentence without the name.</param>
public sealed record RefusedFile(string Name, string Reason);

/// <summary>How far sharing is.</summary>
/// <param name="Mode">What decides which files are shared.</param>
/// <param name="Files">Files to share, hashed or not.</param>
/// <param name="HashedFiles">Those that are hashed and therefore shared.</param>
/// <param name="Bytes">Bytes of all files to share.</param>
/// <param name="HashedBytes">Bytes that need no more hashing, with those of the file that is being hashed.</param>
/// <param name="Refused">Files that are not shared, and why; at most <see cref="MaxRefused"/>.</param>
/// <param name="RefusedCount">How many are refused in all.</param>
/// <param name="Collisions">Shared names that Windows and macOS take for that of another shared file, as they differ only in case.</param>
/// <param name="ListProblem">Why <c>files.json</c> cannot be used, in one line; the last good list stays. Null: no problem.</param>
public sealed record ShareStatus(
    ShareMode Mode,
    int Files,
    int HashedFiles,
    long Bytes,
    long HashedBytes,
    IReadOnlyList<RefusedFile> Refused,
    int RefusedCount,
    IReadOnlyList<string> Collisions,
    string? ListProblem)
{
    /// <summary>How many refusals and collisions are kept with their names.</summary>
    public const int MaxRefused = 1_000;

    /// <summary>Nothing scanned yet.</summary>
    public static ShareStatus Empty { get; } = new(ShareMode.Nothing, 0, 0, 0, 0, [], 0, [], null);

    /// <summary>Whether every file has been hashed.</summary>
    public bool IsComplete => HashedFiles == Files;
}
