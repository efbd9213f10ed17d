using Google.Protobuf;
using GvNap.Index.Search.Matching;
using GvNap.Index.Search.Paging;
using GvNap.Index.Search.Ranking;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Search.Replies;

/// <summary>Answers a search.</summary>
internal static class SearchReply
{
    private const int MaxSources = 16;

    /// <summary>One page of results, best first.</summary>
    public static SearchResults Create(SearchQuery query, int limit, ReadOnlySpan<byte> cursor, Generation generation, Roster roster, SearchLimits limits)
    {
        var after = Places.ReadRank(Cursor.Read(query, cursor));
        var published = generation.Published;
        var scan = new CandidateScan(new SearchPlanner(generation, published, limits).Plan(query, roster), generation, limits);
        var best = new BestResults(generation, limit, after);
        var ranking = new ResultRanking(generation, published, best);
        scan.Run(ranking);
        ranking.Finish();
        var reply = new SearchResults { Total = (uint)ranking.Count, Cut = scan.IsCut };
        var more = best.HasMore;
        var budget = new PageBudget(limit);
        foreach (var content in best.Best)
        {
            var sources = SourceList.Collect(generation, content.Entry, published, limits.Sources, partial: false);
            if (!TryAdd(reply, generation, content, sources, ref budget))
            {
                more = true;
                break;
            }
        }

        reply.NextCursor = more ? Cursor.Create(query, Places.Write(best.RankOf(best.Best[reply.Results.Count - 1]))) : ByteString.Empty;
        return reply;
    }

    private static bool TryAdd(SearchResults reply, Generation generation, RankedContent content, List<ListedSource> sources, ref PageBudget budget)
    {
        var encoded = generation.Encoded(content.Entry);
        var name = generation.ReadFields(content.Entry).Name;
        var shown = sources.Count <= MaxSources ? sources : sources[..MaxSources];
        var bytes = encoded.Length;
        foreach (var source in shown)
        {
            bytes += source.Listing.EncodedLength + generation.ReadFields(source.Entry).Name.Length;
        }

        if (!budget.TryTake(bytes, sources.Count))
        {
            return false;
        }

        var result = new Result { Entry = UnsafeByteOperations.UnsafeWrap(encoded), SourceCount = (uint)sources.Count };
        foreach (var source in shown)
        {
            var own = generation.ReadFields(source.Entry).Name;
            result.Sources.Add(own.SequenceEqual(name) ? source.Listing.Source : source.Listing.SourceOf(own, isPartial: false));
        }

        reply.Results.Add(result);
        return true;
    }
}
