namespace GvNap.Index.Search.Ranking;

/// <summary>A result: a content id with the entry that stands for it.</summary>
/// <param name="InFileName">The entry matches in the file's own name.</param>
/// <param name="Sources">How many peers share the content.</param>
/// <param name="Speed">The fastest of them, bytes a second.</param>
/// <param name="Entry">The newest matching entry, of those that match in the file's own name if any does.</param>
/// <param name="RootStart">First bytes of the content id, which the whole of is read from the entry where these do not decide.</param>
internal readonly record struct RankedContent(bool InFileName, int Sources, ulong Speed, int Entry, uint RootStart)
{
    /// <summary>Best first; 0 if the whole content ids must be compared.</summary>
    public int CompareTo(in RankedContent other)
    {
        var order = other.InFileName.CompareTo(InFileName);
        order = order != 0 ? order : other.Sources.CompareTo(Sources);
        order = order != 0 ? order : other.Speed.CompareTo(Speed);
        return order != 0 ? order : RootStart.CompareTo(other.RootStart);
    }

    /// <summary>Whether it comes before all results of these values, whatever their content is.</summary>
    public bool IsBetterThan(bool inFileName, int sources, ulong speed) =>
        InFileName != inFileName ? InFileName : Sources != sources ? Sources > sources : Speed > speed;
}
