using GvNap.Peer.Sharing;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Cli;

/// <summary>What is shared, in words.</summary>
internal static class ShareWording
{
    private const int MostComplaints = 10;

    /// <summary>How to come to share something.</summary>
    public const string HowToShare = "gvnap files init writes a list of what to share, and --share DIR shares all of a folder";

    /// <summary>Without the folder: <c>Sharing 12 files (4.1 MB)</c>.</summary>
    public static string Summary(ShareStatus status) => status switch
    {
        { Mode: ShareMode.Nothing } => "Sharing nothing",
        { IsComplete: true } => $"Sharing {Wording.Count(status.Files, "file")} ({Wording.Size(status.Bytes)})",
        _ => $"Sharing {Wording.Count(status.HashedFiles, "file")} so far, hashing {Wording.Count(status.Files, "file")}: {Percent(status)}",
    };

    /// <summary>The whole sentence, with the folder.</summary>
    public static string Sentence(ShareStatus status, string folder) => status.Mode switch
    {
        ShareMode.Nothing => $"Nothing is shared: {HowToShare}.",
        ShareMode.List => $"{Summary(status)} that {Path.Combine(folder, FilesJson.FileName)} lists.",
        _ => $"{Summary(status)} of {folder}.",
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

    private static string Percent(ShareStatus status) => status.Bytes > 0 ? $"{100.0 * status.HashedBytes / status.Bytes:0} %" : "0 %";
}
