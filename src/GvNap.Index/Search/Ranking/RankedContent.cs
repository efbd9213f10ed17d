namespace GvNap.Index.Search.Ranking;

/// <summary>A result: a content id with the entry that stands for it.</summary>
/// <param name="Merit">What decides its place, before the content id.</param>
/// <param name="Entry">The newest matching entry, of those that match in the file's own name if any does.</param>
/// <param name="RootStart">First bytes of the content id, which the whole of is read from the entry where these do not decide.</param>
internal readonly record struct RankedContent(Merit Merit, int Entry, int RootStart)
{
    /// <summary>Best first; 0 if the whole content ids must be compared.</summary>
    public int CompareTo(in RankedContent other) => other.Merit.CompareTo(Merit) is var order && order != 0 ? order : RootStart.CompareTo(other.RootStart);
}
