using GvNap.Index.Directory;
using GvNap.Index.Search;
using GvNap.Index.Search.Ranking;
using GvNap.Index.Search.Replies;
using GvNap.Protocol.Messages;
using static GvNap.Index.Tests.Search.SearchSamples;

namespace GvNap.Index.Tests.Search;

public sealed class SearchReplyTests
{
    private readonly SearchLimits _limits = new();
    private readonly IndexWriter _writer;

    public SearchReplyTests()
    {
        _writer = new IndexWriter(new Roster(), _limits);
        for (var peer = 1; peer <= 3; peer++)
        {
            _writer.Apply(new DirectoryEvent.Attached(Record(peer), new PeerSession(Peer(peer), 1)));
            _writer.Apply(new DirectoryEvent.CatalogueChanged(Peer(peer), new CatalogueChange(0, 1, false, [Entry(0, $"guide {peer}", Content(peer))], [])));
        }
    }

    [Fact]
    public void What_loses_its_last_source_after_it_was_found_is_not_listed()
    {
        using var best = Find(entries: 3, limit: 10);

        _writer.Apply(new DirectoryEvent.Left(Peer(2)));
        var reply = List(best);

        Assert.Equal((2u, 2), (reply.Total, reply.Results.Count));
        Assert.All(reply.Results, result => Assert.NotEmpty(result.Sources));
        Assert.Empty(reply.NextCursor);
    }

    [Fact]
    public void Page_of_which_all_sources_have_gone_is_empty_and_the_next_one_can_still_be_asked_for()
    {
        using var best = Find(entries: 3, limit: 2);

        for (var peer = 1; peer <= 3; peer++)
        {
            _writer.Apply(new DirectoryEvent.Detached(Peer(peer)));
        }

        var reply = List(best);

        Assert.Equal((1u, 0), (reply.Total, reply.Results.Count));
        Assert.NotEmpty(reply.NextCursor);
    }

    /// <summary>What a search has found before it lists it.</summary>
    private BestResults Find(int entries, int limit)
    {
        var best = new BestResults(_writer.Current, limit, after: null);
        for (var entry = 0; entry < entries; entry++)
        {
            best.Offer(new Merit(1, 0), entry);
        }

        return best;
    }

    private SearchResults List(BestResults best)
    {
        using var page = new SearchReply(_writer.Current, _limits).List(Query("guide"), limit: 10, best, total: 3, isCut: false);
        return SearchResults.Parser.ParseFrom(page.Message);
    }
}
