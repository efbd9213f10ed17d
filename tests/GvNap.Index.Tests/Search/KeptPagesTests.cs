using GvNap.Index.Search;
using GvNap.Index.Search.Replies;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Search;

public sealed class KeptPagesTests
{
    private static readonly KeptPages.Question Asked = new("guide", 20);

    [Fact]
    public void A_page_is_kept_when_it_is_asked_for_the_second_time()
    {
        var pages = new KeptPages(1_000);
        using var page = PageOf(40);

        pages.Keep(2, Asked, page);
        Assert.Null(pages.Find(2, Asked));

        pages.Keep(2, Asked, page);
        using var found = pages.Find(2, Asked);
        Assert.Equal(page.Message, found!.Message);
        Assert.Equal((1, true), (found.Count, found.IsCut));
        Assert.Equal(page.ToFrame(7).ToArray(), found.ToFrame(7).ToArray());
    }

    [Fact]
    public void What_is_found_is_a_copy_that_others_do_not_share()
    {
        var pages = new KeptPages(1_000);
        using var page = PageOf(40);
        pages.Keep(2, Asked, page);
        pages.Keep(2, Asked, page);

        using var first = pages.Find(2, Asked);
        using var second = pages.Find(2, Asked);

        Assert.NotEqual(first!.ToFrame(1).ToArray(), second!.ToFrame(2).ToArray());
        Assert.Equal(first.ToFrame(1).ToArray(), page.ToFrame(1).ToArray());
    }

    [Fact]
    public void A_page_of_another_state_of_the_index_is_neither_found_nor_counted()
    {
        var pages = new KeptPages(1_000);
        using var page = PageOf(40);
        pages.Keep(2, Asked, page);
        pages.Keep(4, Asked, page);
        Assert.Null(pages.Find(4, Asked));

        pages.Keep(4, Asked, page);
        Assert.Null(pages.Find(2, Asked));
        Assert.Null(pages.Find(6, Asked));

        pages.Keep(2, Asked, page);
        pages.Keep(2, Asked, page);
        Assert.Null(pages.Find(2, Asked));
        using var found = pages.Find(4, Asked);
        Assert.NotNull(found);
    }

    [Fact]
    public void A_page_of_another_length_is_another()
    {
        var pages = new KeptPages(1_000);
        using var page = PageOf(40);
        pages.Keep(2, Asked, page);
        pages.Keep(2, Asked, page);

        Assert.Null(pages.Find(2, Asked with { Limit = 21 }));
        Assert.Null(pages.Find(2, Asked with { Key = "guides" }));
    }

    [Theory]
    [InlineData(1_000, 5)]
    [InlineData(0, 500)]
    public void Pages_take_little_more_than_they_may_with_what_was_asked(int pageLength, int keyLength)
    {
        const int most = 20_000;
        var pages = new KeptPages(most);
        var question = Asked with { Key = new string('g', keyLength) };
        using var page = PageOf(pageLength);
        var found = new List<int>();
        for (var number = 0; number < 200; number++)
        {
            pages.Keep(2, question with { Limit = number }, page);
            pages.Keep(2, question with { Limit = number }, page);
            found.Add(Enumerable.Range(0, number + 1).Count(limit => IsKept(pages, question with { Limit = limit })));
        }

        Assert.InRange(found.Max(), 2, (most / (page.Message.Length + (sizeof(char) * keyLength))) + 1);
        Assert.All(found, count => Assert.InRange(count, 1, found.Max()));
    }

    [Fact]
    public void Where_nothing_may_be_kept_nothing_is()
    {
        var pages = new KeptPages(0);
        using var page = PageOf(40);
        pages.Keep(2, Asked, page);
        pages.Keep(2, Asked, page);
        Assert.Null(pages.Find(2, Asked));
    }

    [Fact]
    public void A_search_finds_what_has_changed_since_its_page_was_kept()
    {
        var index = SearchSamples.IndexOf("guide 1", "guide 2");
        Assert.Equal(["guide 1", "guide 2"], AskThreeTimes(index));

        index.Share(1, SearchSamples.Entry(2, "guide 3", SearchSamples.Content(2)));
        Assert.Equal(["guide 1", "guide 2", "guide 3"], AskThreeTimes(index));

        index.Unshare(1, 0);
        Assert.Equal(["guide 2", "guide 3"], AskThreeTimes(index));

        index.Attach(SearchSamples.Record(1, "bob"));
        Assert.Equal("bob", Assert.Single(index.Search("guide 2").Results[0].Sources).User);

        index.Detach(1);
        Assert.Empty(AskThreeTimes(index));
    }

    [Fact]
    public void Queries_of_the_same_terms_share_a_page_and_its_cursor()
    {
        var index = SearchSamples.IndexOf([.. Enumerable.Range(0, 30).Select(number => $"long guide {number}")]);
        var pages = new List<SearchResults>();
        foreach (var query in new[] { "long guide", "GUIDE long", "guide long" })
        {
            pages.Add(index.Search(query, 10));
        }

        Assert.All(pages, page => Assert.Equal(pages[0], page));
        Assert.Equal(index.Search("long guide", 10, pages[0].NextCursor), index.Search("guide long", 10, pages[0].NextCursor));
        Assert.NotEqual(pages[0], index.Search("guide -long", 10));
    }

    private static string[] AskThreeTimes(SearchIndex index)
    {
        var answers = Enumerable.Range(0, 3).Select(_ => index.Names("guide").Order().ToArray()).ToList();
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        return answers[0];
    }

    private static bool IsKept(KeptPages pages, KeptPages.Question question)
    {
        using var page = pages.Find(2, question);
        return page is not null;
    }

    private static EncodedResults PageOf(int length)
    {
        var page = new EncodedResults();
        page.BeginResult(EncodedResults.SizeOf(length));
        page.Write((1 << 3) | 2, new byte[length]);
        page.End(total: 3, isCut: true, [1, 2, 3]);
        return page;
    }
}
