using Google.Protobuf;
using GvNap.Index.Directory;
using GvNap.Index.Search;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Search;

/// <summary>What very common words find is ranked many entries at once; with a condition that all files meet, one by one: the same must come of both.</summary>
public sealed class WindowScanTests
{
    private const int Files = 6_000;
    private const int Batch = 500;

    private static readonly string[] Queries = ["common", "common word", "com*", "ext:txt", "common user:user2", "word -user:user1 -user:user3"];

    [Theory]
    [InlineData(10_000, 1)]
    [InlineData(10_000, 2)]
    [InlineData(1_000, 3)]
    [InlineData(64, 4)]
    public void Many_at_once_are_ranked_as_one_by_one(int candidates, int seed)
    {
        var index = new SearchIndex(new SearchLimits { Candidates = candidates, CompactionFloor = int.MaxValue });
        var random = new Random(seed);
        Compare(Fill(index, random, others: 0));
        Compare(Fill(index, random, others: 40));
        index.Detach(3);
        index.Attach(SearchSamples.Record(2, "user2", speed: 9_000));
        index.Unshare(1, [.. Enumerable.Range(0, 300).Select(_ => (uint)random.Next(Batch))]);
        Compare(index);
        index.Leave(2);
        Compare(index);
    }

    [Theory]
    [InlineData("common")]
    [InlineData("com*")]
    public void Contents_of_several_peers_are_not_left_out_for_the_merit_of_one(string query)
    {
        var index = new SearchIndex(new SearchLimits { CompactionFloor = int.MaxValue });
        for (var peer = 1; peer <= 3; peer++)
        {
            index.Attach(SearchSamples.Record(peer, $"user{peer}", speed: peer == 3 ? 1_000u : 1u));
        }

        var shared = Enumerable.Range(0, Files).Select(file => SearchSamples.Entry((uint)file, $"common {file}.txt", SearchSamples.Content(file))).ToArray();
        index.Share(1, shared);
        index.Share(2, shared);
        index.Share(3, [.. Enumerable.Range(0, Batch).Select(file => SearchSamples.Entry((uint)file, $"common {file}.doc", SearchSamples.Content(Files + file)))]);

        Assert.Equal(Pages(index, query + " size:0..", 20), Pages(index, query, 20));
    }

    [Theory]
    [InlineData(300, 20)]
    [InlineData(40, 20)]
    [InlineData(40, 500)]
    public void Few_that_have_two_very_common_words_are_all_found(int apart, int limit)
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var random = new Random(seed);
            var index = new SearchIndex();
            index.Attach(SearchSamples.Record(1, "user1"));
            index.Share(1, [.. Enumerable.Range(0, Files).Select(file => SearchSamples.Entry((uint)file, Name(file, random), SearchSamples.Content(file)))]);
            Assert.Equal(Pages(index, "left right size:0..", limit), Pages(index, "left right", limit));
        }

        string Name(int file, Random random) => (random.Next(apart), file % 2) switch
        {
            (0, 0) => $"left right {file}.txt",
            (0, _) => $"right/left {file}.txt",
            (_, 0) => $"left {file}.txt",
            _ => $"right {file}.txt",
        };
    }

    [Fact]
    public void Files_of_the_fastest_are_found_whichever_came_last()
    {
        const int windows = 2 << 15;
        const int each = 4_000;
        var index = new SearchIndex();
        for (var peer = 0; peer * each <= windows; peer++)
        {
            index.Attach(SearchSamples.Record(peer, $"user{peer}", speed: (ulong)(peer % 4)));
            index.Share(peer, [.. Enumerable.Range(0, each).Select(file => SearchSamples.Entry((uint)file, Name(file), SearchSamples.Content((peer * each) + file)))]);
        }

        foreach (var query in new[] { "left", "left right" })
        {
            Assert.Equal(Pages(index, query + " size:0..", 20), Pages(index, query, 20));
        }

        static string Name(int file) => file % 97 == 0 ? "right/left" : file % 89 == 0 ? "left right" : file % 2 == 0 ? "left" : "right";
    }

    // Of every so many files one has the content of another, and one is not complete.
    private static SearchIndex Fill(SearchIndex index, Random random, int others)
    {
        for (var peer = 0; peer < 8; peer++)
        {
            index.Attach(SearchSamples.Record(peer, $"user{peer}", (ulong)random.Next(3)));
        }

        for (var batch = 0; batch < Files / Batch; batch++)
        {
            var peer = random.Next(8);
            index.Share(peer, [.. Enumerable.Range(0, Batch).Select(number => Entry((uint)number, (batch * Batch) + number))]);
        }

        return index;

        CatalogueEntry Entry(uint number, int file)
        {
            var content = others > 0 && random.Next(others) == 0 ? random.Next(Files) : file + (others * Files);
            var name = random.Next(3) == 0 ? $"common {file}/word.txt" : $"word/common {file}.txt";
            return SearchSamples.Entry(number, name, SearchSamples.Content(content), isPartial: others > 0 && random.Next(others) == 0);
        }
    }

    private static void Compare(SearchIndex index)
    {
        foreach (var query in Queries)
        {
            foreach (var limit in new[] { 3, 20 })
            {
                Assert.Equal(Pages(index, query + " size:0..", limit), Pages(index, query, limit));
            }
        }
    }

    private static List<SearchResults> Pages(SearchIndex index, string query, int limit)
    {
        var pages = new List<SearchResults>();
        for (var cursor = ByteString.Empty; pages.Count == 0 || (cursor.Length > 0 && pages.Count < 2);)
        {
            var page = index.Search(query, limit, cursor);
            cursor = page.NextCursor;
            page.NextCursor = ByteString.CopyFrom(cursor.Span[Math.Min(8, cursor.Length)..]);
            pages.Add(page);
        }

        return pages;
    }
}
