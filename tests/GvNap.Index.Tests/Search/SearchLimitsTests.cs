using GvNap.Index.Directory;
using GvNap.Index.Search;

namespace GvNap.Index.Tests.Search;

/// <summary>Hostile and merely large questions and catalogues: the work of each request is bounded.</summary>
public sealed class SearchLimitsTests
{
    [Fact]
    public void Ten_thousand_candidates_are_ranked_and_one_more_is_said_to_be_left_out()
    {
        var index = new SearchIndex();
        index.Attach(SearchSamples.Record(1, "alice"));
        ShareMany(index, 0, 10_000, number => $"common {number}.txt");
        foreach (var query in new[] { "common", "com*", "ext:txt", "size:>0", "user:alice", "common -rare", "common txt" })
        {
            var whole = index.Search(query);
            Assert.True(whole is { Total: 10_000, Cut: false }, query);
        }

        ShareMany(index, 10_000, 1, number => $"common {number}.txt");
        foreach (var query in new[] { "common", "com*", "ext:txt", "size:>0", "user:alice", "common -rare", "common txt" })
        {
            var cut = index.Search(query);
            Assert.True(cut is { Total: 10_000, Cut: true }, query);
        }

        Assert.Equal(["common 77.txt"], index.Names("common 77"));
    }

    [Fact]
    public void A_prefix_of_very_many_words_narrows_a_search_exactly_but_alone_is_cut()
    {
        var index = new SearchIndex();
        index.Attach(SearchSamples.Record(1));
        ShareMany(index, 0, 3_000, number => $"w{number:x8} {(number % 100 == 0 ? "some" : "most")}");
        Assert.True(index.Search("w*") is { Total: 1_000, Cut: true });
        Assert.True(index.Search("w* some") is { Total: 30, Cut: false });
        Assert.True(index.Search("w* -most") is { Total: 10, Cut: true });
        Assert.True(index.Search("w0000*") is { Total: 1_000, Cut: true });
        Assert.True(index.Search("w00000b*") is { Total: 184, Cut: false });
    }

    [Fact]
    public void Work_on_entries_that_do_not_match_is_bounded()
    {
        var index = new SearchIndex(new SearchLimits { Work = 1_000 });
        index.Attach(SearchSamples.Record(1));
        ShareMany(index, 0, 5_000, number => $"even odd {number}");
        Assert.True(index.Search("size:>1TB") is { Total: 0, Cut: true });
        Assert.True(index.Search("\"odd even\"") is { Total: 0, Cut: true });
        Assert.True(index.Search("even 4999") is { Total: 1, Cut: false });
    }

    [Fact]
    public void Wildcard_floods_and_many_terms_are_answered()
    {
        var index = SearchSamples.IndexOf([.. Enumerable.Range(0, 2_000).Select(number => $"a{number} b{number} c{number}/d{number} {(char)('a' + (number % 26))}")]);
        foreach (var query in new[]
        {
            "a* b* c* d* e* f* g* h* i* j* k* l* m* n* o* p*", "-a* -b* -c* -d* -e* -f* x*", "a b c d e f g h i j k l m n o p",
            string.Join('.', Enumerable.Repeat("a", 128)), new string('x', 256), $"\"{string.Join(' ', Enumerable.Repeat("a", 127))}\"", new string('東', 85), $"{new string('x', 255)}*",
        })
        {
            Assert.InRange(index.Search(query).Results.Count, 0, 100);
        }
    }

    [Fact]
    public void Entries_that_are_malformed_or_out_of_bounds_are_left_out()
    {
        var index = new SearchIndex();
        index.Attach(SearchSamples.Record(1, "alice"));
        var good = SearchSamples.Entry(1, "guide good", SearchSamples.Content(1));
        index.Share(
            1,
            good,
            new CatalogueEntry(2, Array.Empty<byte>()),
            new CatalogueEntry(3, good.Entry[..20]),
            new CatalogueEntry(4, (byte[])[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            SearchSamples.Entry(5, "guide long", SearchSamples.Content(2), new string('x', 5_000)),
            SearchSamples.Entry(1 << 20, "guide high", SearchSamples.Content(3)),
            SearchSamples.Entry(uint.MaxValue, "guide highest", SearchSamples.Content(4)));
        index.Unshare(1, 99, uint.MaxValue);
        Assert.Equal(["guide good"], index.Names("guide"));
        Assert.Equal((1, 1u), ((int)index.Counts.Files, index.Browse("alice", 10, [])!.Total));
    }

    [Fact]
    public void A_peer_with_one_high_number_takes_little_memory()
    {
        var index = new SearchIndex();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var peer = 0; peer < 1_000; peer++)
        {
            index.Attach(SearchSamples.Record(peer));
            index.Share(peer, SearchSamples.Entry((1 << 20) - 1, "guide", SearchSamples.Content(1)));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000_000);
        Assert.Equal(1_000u, Assert.Single(index.Search("guide").Results).SourceCount);
    }

    [Fact]
    public void Removed_entries_are_reclaimed_by_the_events_that_follow()
    {
        var index = new SearchIndex();
        index.Attach(SearchSamples.Record(1, "alice"));
        ShareMany(index, 0, 2_000, number => $"guide {number}");
        var once = index.Counts.Bytes;
        for (var round = 0; round < 50; round++)
        {
            ShareMany(index, 0, 2_000, number => $"guide {number} {round}");
        }

        Assert.InRange(index.Counts.Bytes, 1, 6 * once);
        Assert.Equal(2_000u, index.Search("guide 49").Total + index.Search("guide -49").Total);
    }

    private static void ShareMany(SearchIndex index, int first, int count, Func<int, string> name) =>
        index.Share(1, [.. Enumerable.Range(first, count).Select(number => SearchSamples.Entry((uint)number, name(number), SearchSamples.Content(number)))]);
}
