using GvNap.Index.Search.Paging;
using GvNap.Index.Search.Ranking;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Search.Replies;

/// <summary>Answers who shares a content id.</summary>
internal static class SourceReply
{
    /// <summary>One page of sources, best first and those that are still fetching it last, each with the name under which it shares the content.</summary>
    public static SourcePage Create(ContentId wanted, int limit, ReadOnlySpan<byte> cursor, Generation generation, SearchLimits limits)
    {
        var after = Places.ReadSource(Cursor.Read(wanted, cursor));
        var published = generation.Published;
        var entry = generation.Contents.Find(wanted);
        var sources = entry < 0 ? [] : new SourceCollector(generation).Collect(entry, published, limits.Sources, partial: true);
        var reply = new SourcePage { Total = (uint)sources.Length };
        var budget = new PageBudget(limit);
        var place = default(SourcePlace);
        foreach (var source in sources)
        {
            if (after is { } last && source.Place.CompareTo(last) <= 0)
            {
                continue;
            }

            var name = generation.ReadFields(source.Entry).Name;
            if (!budget.TryTake(source.Listing.Encoded.Length + name.Length))
            {
                reply.NextCursor = Cursor.Create(wanted, Places.Write(place));
                break;
            }

            place = source.Place;
            reply.Sources.Add(source.Listing.SourceOf(name, source.IsPartial));
        }

        return reply;
    }
}
