namespace GvNap.Index.Search.Ranking;

/// <summary>A peer that shares a content id.</summary>
/// <param name="Listing">The peer, as it was listed at that moment.</param>
/// <param name="Entry">The newest entry under which it shares it.</param>
/// <param name="IsPartial">It is still fetching it.</param>
internal readonly record struct ListedSource(Listing Listing, int Entry, bool IsPartial) : IComparable<ListedSource>
{
    /// <summary>Its place among the sources of the content id.</summary>
    public SourcePlace Place => new(!IsPartial, Listing.IsReachable, Listing.Record.Speed, Listing.Record.Id);

    /// <inheritdoc/>
    public int CompareTo(ListedSource other) => Place.CompareTo(other.Place);
}
