using GvNap.Peer.Finding;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Cli;

/// <summary>Tables of files and peers.</summary>
internal static class NetworkView
{
    /// <summary>Files that can be asked for by number.</summary>
    /// <param name="files">The files.</param>
    /// <param name="firstNumber">The number of the first.</param>
    public static TextTable Numbered(IReadOnlyList<NetworkFile> files, int firstNumber)
    {
        var table = new TextTable("#", "Name", "Size", "User", "Host", "Port") { Numbers = ["#", "Size", "Port"] };
        foreach (var (index, file) in files.Index())
        {
            foreach (var line in FileLines.Of(file))
            {
                table.Rows.Add(line.IsFirst
                    ? [$"{firstNumber + index}", line.Text, Wording.Size(file.Content.Size), .. SourceCells(line)]
                    : ["", line.Text, "", .. SourceCells(line)]);
            }
        }

        return table;
    }

    /// <summary>Folders that can be asked for by number.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="firstNumber">The number of the first.</param>
    public static TextTable Folders(IReadOnlyList<NetworkFolder> folders, int firstNumber)
    {
        var table = new TextTable("#", "Folder", "Files", "Size") { Numbers = ["#", "Files", "Size"] };
        foreach (var (index, folder) in folders.Index())
        {
            table.Rows.Add([$"{firstNumber + index}", SafeText.ForTerminal(folder.Name) + "/", $"{folder.Files.Count:#,0}", Wording.Size(folder.Size)]);
        }

        return table;
    }

    /// <summary>
    /// Files with their content ids, for <c>gvnap get</c>. No borders, and what can be long comes last: on a terminal
    /// of any width a content id can be copied.
    /// </summary>
    public static string Identified(IReadOnlyList<NetworkFile> files)
    {
        var table = new TextTable("Content id", "Size", "User", "Host", "Port", "Name") { Numbers = ["Size", "Port"] };
        foreach (var file in files)
        {
            foreach (var line in FileLines.Of(file))
            {
                table.Rows.Add(line.IsFirst
                    ? [file.Content.ToString(), Wording.Size(file.Content.Size), .. SourceCells(line), line.Text]
                    : ["", "", .. SourceCells(line), line.Text.Length > 0 ? $"  {line.Text}" : ""]);
            }
        }

        return string.Join(Environment.NewLine, table.ToLines());
    }

    /// <summary>Peers that are online.</summary>
    public static TextTable Peers(IReadOnlyList<NetworkPeer> peers)
    {
        var table = new TextTable("User", "Host", "Port", "Files", "Reachable") { Numbers = ["Port", "Files"] };
        foreach (var found in peers)
        {
            table.Rows.Add([User(found.Peer), Host(found.Peer), Port(found.Peer), $"{found.Files:#,0}", Reachability(found.Peer)]);
        }

        return table;
    }

    private static IEnumerable<string> SourceCells(FileLine line) => line switch
    {
        { Source: { } source } => [User(source), Host(source), Port(source)],
        { Others: > 0 } => [$"and {Wording.Count(line.Others, "other")}", "", ""],
        _ => ["", "", ""],
    };

    private static string User(Source source) => source.User.Length > 0 ? SafeText.ForTerminal(source.User) : "(no name)";

    private static string Host(Source source) => source.Best() is { } endpoint ? SafeText.ForTerminal(endpoint.Host) : "-";

    private static string Port(Source source) => source.Best() is { } endpoint ? $"{endpoint.Port}" : "-";

    private static string Reachability(Source source) => source.IsReachable() switch
    {
        true => "yes",
        false => "no",
        null => "not known yet",
    };
}
