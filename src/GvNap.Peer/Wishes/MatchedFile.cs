using GvNap.Peer.Cli;
using GvNap.Peer.Finding;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Wishes;

/// <summary>A file that somebody has just begun to share, and that meets a query.</summary>
internal static class MatchedFile
{
    /// <summary>Reads what an index server told; entries that no peer may share are passed over.</summary>
    public static IEnumerable<NetworkFile> Read(IEnumerable<Match> matches)
    {
        foreach (var match in matches)
        {
            if (NetworkFile.TryRead(match.Entry, 1, match.Source is null ? [] : [match.Source], out var file))
            {
                yield return file;
            }
        }
    }

    /// <summary>Says who shares it, its name and its size.</summary>
    public static string Describe(NetworkFile file)
    {
        var user = file.Sources is [{ User.Length: > 0 } source, ..] ? SafeText.ForTerminal(source.User) : "somebody";
        return $"{user} shares {SafeText.ForTerminal(file.Name)}, {Wording.Size(file.Content.Size)}";
    }
}
