using GvNap.Index.Search.Matching;
using GvNap.Index.Search.Paging;
using GvNap.Index.Search.Ranking;
using GvNap.Protocol;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Search.Replies;

/// <summary>Answers a search.</summary>
/// <param name="generation">What is searched.</param>
/// <param name="limits">Limits.</param>
internal sealed class SearchReply(Generation generation, SearchLimits limits)
{
    private const byte EntryTag = (Result.EntryFieldNumber << 3) | 2;
    private const byte SourceCountTag = Result.SourceCountFieldNumber << 3;
    private const byte SourcesTag = (Result.SourcesFieldNumber << 3) | 2;
    private const byte NameTag = (Source.NameFieldNumber << 3) | 2;

    private readonly int _published = generation.Published;
    private readonly SourceCollector _sources = new(generation);

    /// <summary>One page of results, best first.</summary>
    public EncodedResults Create(SearchQuery query, int limit, ReadOnlySpan<byte> cursor, Roster roster)
    {
        var after = Places.ReadRank(Cursor.Read(query.Key, cursor));
        var scan = new CandidateScan(new SearchPlanner(generation, _published, limits).Plan(query, roster), generation, limits);
        using var best = new BestResults(generation, limit, after);
        var ranking = new ResultRanking(generation, _published, best);
        scan.Run(ranking);
        ranking.Finish();
        return List(query, limit, best, ranking.Count, scan.IsCut);
    }

    /// <summary>Lists what was found with its sources. What has lost its last one since is left out.</summary>
    /// <param name="query">The query.</param>
    /// <param name="limit">Results a page.</param>
    /// <param name="best">The page's results.</param>
    /// <param name="total">Results of all pages.</param>
    /// <param name="isCut">There may be more than was found.</param>
    public EncodedResults List(SearchQuery query, int limit, BestResults best, int total, bool isCut)
    {
        var page = new EncodedResults();
        try
        {
            var listed = AddAll(page, best.Best, limit);
            var isWhole = listed == best.Best.Length;
            var next = isWhole && !best.HasMore ? default : Cursor.Create(query.Key, Places.Write(best.RankOf(best.Best[listed - 1]))).Span;
            page.End(total - (listed - page.Count), isCut, next);
            return page;
        }
        catch
        {
            page.Dispose();
            throw;
        }
    }

    // Returns how many are done with, which is less than all if not all fit the page.
    private int AddAll(EncodedResults page, ReadOnlySpan<RankedContent> best, int limit)
    {
        Touch(best);
        var budget = new PageBudget(limit);
        for (var index = 0; index < best.Length; index++)
        {
            if (!TryAdd(page, best[index], ref budget))
            {
                return index;
            }
        }

        return best.Length;
    }

    // Asked for one after the other, the memory brings all at once: the first bytes, which have the length, and the last.
    private void Touch(ReadOnlySpan<RankedContent> best)
    {
        foreach (var content in best)
        {
            Volatile.Read(in generation.Encoded(content.Entry).Span[^1]);
        }
    }

    // False if it does not fit the page. Without sources there is nothing to add.
    private bool TryAdd(EncodedResults page, RankedContent content, ref PageBudget budget)
    {
        var sources = _sources.Collect(content.Entry, _published, limits.Sources, partial: false);
        if (sources.IsEmpty)
        {
            return true;
        }

        var entry = generation.Encoded(content.Entry).Span;
        var bytes = EncodedResults.SizeOf(entry.Length) + 1 + EncodedResults.SizeOfNumber((uint)sources.Length);
        var shown = sources[..Math.Min(sources.Length, ProtocolLimits.SourcesPerResult)];
        foreach (var source in shown)
        {
            bytes += EncodedResults.SizeOf(source.Listing.Encoded.Length + SizeOf(OtherName(source, content.Entry)));
        }

        if (!budget.TryTake(bytes, sources.Length))
        {
            return false;
        }

        page.BeginResult(bytes);
        page.Write(EntryTag, entry);
        page.Write(SourceCountTag, (uint)sources.Length);
        foreach (var source in shown)
        {
            AddSource(page, source.Listing.Encoded, OtherName(source, content.Entry));
        }

        return true;
    }

    private static void AddSource(EncodedResults page, ReadOnlySpan<byte> source, ReadOnlySpan<byte> otherName)
    {
        page.WriteHead(SourcesTag, source.Length + SizeOf(otherName));
        page.Write(source);
        if (!otherName.IsEmpty)
        {
            page.Write(NameTag, otherName);
        }
    }

    private static int SizeOf(ReadOnlySpan<byte> otherName) => otherName.IsEmpty ? 0 : EncodedResults.SizeOf(otherName.Length);

    // The name under which a source shares the content, if it is not that of the entry which is shown; else empty.
    private ReadOnlySpan<byte> OtherName(ListedSource source, int entry) =>
        source.Entry != entry && generation.ReadFields(source.Entry).Name is var name && !name.SequenceEqual(generation.ReadFields(entry).Name) ? name : [];
}
