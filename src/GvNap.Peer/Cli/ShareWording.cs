using GvNap.Peer.Sharing;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Cli;

/// <summary>What is shared, in words.</summary>
internal static class ShareWording
{
    private const int MostComplaints = 10;

    /// <summary>How to come to share something.</summary>
    public const string HowToShare = "gvnap files init writes a list of what to share, and --share DIR shares all of a folder";

    /// <summary>What is shared: <c>Sharing 12 files (4.1 MB) of /home/alice/music.</c></summary>
    /// <param name="status">How sharing is.</param>
    /// <param name="folder">The share folder.</param>
    public static string Sentence(ShareStatus status, string folder) => status.Mode switch
    {
        ShareMode.Nothing => $"Nothing is shared: {HowToShare}.",
        ShareMode.List => $"{Amount(status)}, as {Path.Combine(folder, FilesJson.FileName)} lists.",
        _ when status.Files == 0 => $"{folder} has no files to share yet.",
        _ => $"{Amount(status)} of {folder}.",
    };

    /// <summary>What is wanted but not shared, a line each.</summary>
    public static IEnumerable<string> Complaints(ShareStatus status)
    {
        if (status.ListProblem is { } problem)
        {
            yield return $"{FilesJson.FileName}: {problem}";
        }

        foreach (var refused in status.Refused.Take(MostComplaints))
        {
            yield return $"Not shared: {SafeText.ForTerminal(refused.Name)}: {refused.Reason}";
        }

        if (status.RefusedCount > MostComplaints)
        {
            yield return $"Not shared: {Wording.Count(status.RefusedCount - MostComplaints, "other")}.";
        }
    }

    private static string Amount(ShareStatus status) => status.IsComplete
        ? $"Sharing {Wording.Count(status.Files, "file")} ({Wording.Size(status.Bytes)})"
        : $"Sharing {status.HashedFiles:#,0} of {Wording.Count(status.Files, "file")}, hashing the rest ({Percent(status)})";

    private static string Percent(ShareStatus status) => status.Bytes > 0 ? $"{100.0 * status.HashedBytes / status.Bytes:0} %" : "0 %";
}
