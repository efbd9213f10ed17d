using GvNap.Peer.Transfers.Folders;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Cli;

/// <summary>What is said about downloads of folders.</summary>
internal static class FolderWording
{
    /// <summary>Files that are named one by one when they failed; of more there is only the number.</summary>
    private const int MostNamed = 10;

    /// <summary>Writes how it ended.</summary>
    /// <exception cref="CannotException">Not with all files.</exception>
    public static void Write(ITerminal terminal, FolderResult result)
    {
        foreach (var (name, reason) in result.Failed.Take(MostNamed))
        {
            terminal.WriteProblem($"{SafeText.ForTerminal(name)}: {reason}");
        }

        terminal.WriteLine(Conclude(result));
        foreach (var line in DownloadWording.Sources(result.Sources))
        {
            terminal.WriteLine(line);
        }
    }

    /// <summary>Says how it ended.</summary>
    /// <exception cref="CannotException">Not with all files.</exception>
    public static string Conclude(FolderResult result)
    {
        if (result.Here < result.Files || result.Problem is not null)
        {
            throw new CannotException($"{result.Path}: {result.Here:#,0} of {Wording.Count(result.Files, "file")} are here. {result.Problem}".TrimEnd());
        }

        if (result.Completed == 0)
        {
            return $"{result.Path}: {Wording.Count(result.Files, "file")}, {(result.Files == 1 ? "" : "all ")}here already; complete and verified.";
        }

        var before = result.AlreadyComplete > 0 ? $", {result.AlreadyComplete:#,0} of them here before" : "";
        return $"{result.Path}: {Wording.Count(result.Files, "file")}{before}, {Wording.Size(result.Bytes)} in {Wording.Duration(TimeSpan.FromSeconds(result.Seconds))}{Rate(result)}; complete and verified.";
    }

    /// <summary>Of few files, how many came a second says nothing.</summary>
    private static string Rate(FolderResult result)
    {
        if (result.Seconds <= 0)
        {
            return "";
        }

        var files = (long)(result.Completed / result.Seconds);
        return $", {Wording.Rate(result.Bytes / result.Seconds)}{(files > 1 ? $", {Wording.Count(files, "file")} a second" : "")}";
    }
}
