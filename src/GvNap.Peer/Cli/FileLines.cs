using GvNap.Peer.Finding;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Cli;

/// <summary>Lays a file out in lines: its name and description on the left, its sources beside them. Those that share it under that name come first, then the others, the best first in either.</summary>
internal static class FileLines
{
    /// <summary>
    /// The lines. A source that shares the file under another name has that name beside it, since it is what
    /// <c>download HOST PORT NAME</c> needs there; it moves down to the first line with room for it.
    /// </summary>
    public static IEnumerable<FileLine> Of(NetworkFile file)
    {
        var left = new Queue<string>(Title(file));
        var isFirst = true;
        foreach (var source in file.Sources.OrderBy(source => OwnName(source, file).Length > 0))
        {
            var ownName = OwnName(source, file);
            while (ownName.Length > 0 && left.TryDequeue(out var text))
            {
                yield return new FileLine(isFirst, text, Source: null, Others: 0);
                isFirst = false;
            }

            yield return new FileLine(isFirst, ownName.Length > 0 ? ownName : left.TryDequeue(out var beside) ? beside : "", source, Others: 0);
            isFirst = false;
        }

        var others = Math.Max(0, file.SourceCount - file.Sources.Count);
        while (left.Count > 0 || others > 0)
        {
            yield return new FileLine(isFirst, left.TryDequeue(out var text) ? text : "", Source: null, others);
            (isFirst, others) = (false, 0);
        }
    }

    private static IEnumerable<string> Title(NetworkFile file) => file.Description.Length > 0
        ? [SafeText.ForTerminal(file.Name), SafeText.ForTerminal(file.Description)]
        : [SafeText.ForTerminal(file.Name)];

    private static string OwnName(Source source, NetworkFile file) =>
        source.Name.Length > 0 && source.Name != file.Name ? $"as {SafeText.ForTerminal(source.Name)}" : "";
}
