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

        if (Problem(result) is { } problem)
        {
            throw new CannotException(problem);
        }

        terminal.WriteLine(Conclude(result));
        foreach (var line in DownloadWording.Sources(result.Sources))
        {
            terminal.WriteLine(line);
        }
    }

    /// <summary>Why the folder is not whole; null if it is.</summary>
    public static string? Problem(FolderResult result)
    {
        var here = result.Completed + result.AlreadyComplete;
        return here == result.Files && result.Problem is null
            ? null
            : $"{result.Path}: {here:#,0} of {Wording.Count(result.Files, "file")} are here; the same command goes on from there. {result.Problem}".TrimEnd();
    }

    private static string Conclude(FolderResult result)
    {
        var rate = result is { Seconds: > 0, Completed: > 0 } ? $", {Wording.Rate(result.Bytes / result.Seconds)}, {Wording.Count((long)(result.Completed / result.Seconds), "file")} a second" : "";
        var before = result.AlreadyComplete > 0 ? $", {result.AlreadyComplete:#,0} of them here before" : "";
        return $"{result.Path}: {Wording.Count(result.Files, "file")}{before}, {Wording.Size(result.Bytes)} in {Wording.Duration(TimeSpan.FromSeconds(result.Seconds))}{rate}; complete and verified.";
    }
}
