using System.Diagnostics;
using System.Globalization;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory.Redis;

/// <summary>One record of the change log.</summary>
internal sealed record ChangeRecord(
    long Sequence, ChangeKind Kind, PeerId Peer, long Session, ulong Version, string Server,
    ulong BaseVersion, bool Replace, IReadOnlyList<uint> Added, IReadOnlyList<uint> Removed, string TraceParent)
{
    /// <summary>The end of a record that is not about files.</summary>
    public static string PlainDetail => Detail("-", false, "-", "-");

    /// <summary>The end of a record about a batch.</summary>
    public static string DetailOf(CatalogueChange change) => Detail(
        change.BaseVersion.ToString(CultureInfo.InvariantCulture),
        change.Replace,
        NumberRanges.Format(change.Added.Select(entry => entry.Number)),
        NumberRanges.Format(change.Removed));

    /// <summary>Reads a record as the scripts write it.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static ChangeRecord Parse(string text)
    {
        var fields = text.Split(' ');
        if (fields.Length != 11)
        {
            throw new FormatException("A record of the change log has 11 fields.");
        }

        return new(
            long.Parse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture),
            (ChangeKind)fields[1][0],
            PeerId.Parse(fields[2]),
            long.Parse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture),
            ulong.Parse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture),
            fields[5],
            fields[6] == "-" ? 0 : ulong.Parse(fields[6], NumberStyles.None, CultureInfo.InvariantCulture),
            fields[7] == "1",
            NumberRanges.Parse(fields[8]),
            NumberRanges.Parse(fields[9]),
            fields[10] == "-" ? "" : fields[10]);
    }

    private static string Detail(string baseVersion, bool replace, string added, string removed)
    {
        var trace = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : "-";
        return $"{baseVersion} {(replace ? '1' : '0')} {added} {removed} {trace}";
    }
}
