using System.Numerics;
using GvNap.Index.Search.Matching;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Tests.Search;

/// <summary>All kinds of streams over lists that are known.</summary>
public sealed class EntryStreamTests
{
    private static readonly WorkBudget Endless = new(long.MaxValue);

    public static TheoryData<string> Kinds => ["term", "union of one", "union of two", "union of list and map", "dense", "dense of two", "catalogue", "all"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void All_entries_not_above_the_limit_are_taken_newest_first(string kind)
    {
        var random = new Random(5);
        foreach (var count in new[] { 1, 2, 3, 4, 10, 11, 2_036, 2_037, 3_060, 50_000 })
        {
            foreach (var highest in new[] { int.MaxValue >> 1, 40_000, 32_767, 7 })
            {
                var (stream, postings) = Create(kind, count, random);
                stream.Skip(highest);
                Assert.Equal(Enumerable.Reverse(postings).Where(posting => posting >> 1 <= highest), TakeAll(stream, 1 + random.Next(600)));
                Assert.Equal(0, stream.Fill(new int[8]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Entries_are_found_with_their_flags(string kind)
    {
        var random = new Random(6);
        for (var run = 0; run < 60; run++)
        {
            var (stream, postings) = Create(kind, 1 + random.Next(40_000), random);
            var known = postings.ToDictionary(posting => posting >> 1, posting => (byte)(1 | ((posting & 1) << 1)));
            var wanted = Enumerable.Range(0, (postings[^1] >> 1) + 9).Where(_ => random.Next(1 << random.Next(10)) == 0).Select(entry => entry << 1).Reverse().ToArray();
            foreach (var some in wanted.Chunk(1 + random.Next(500)))
            {
                var found = new byte[some.Length + 2];
                stream.Look(some, found);
                Assert.Equal(some.Select(posting => kind == "all" ? (byte)3 : known.GetValueOrDefault(posting >> 1)), found[..some.Length]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Entries_that_are_found_are_kept_in_their_order_and_lose_the_flag_where_it_is_not(string kind)
    {
        var random = new Random(7);
        for (var run = 0; run < 30; run++)
        {
            var (stream, postings) = Create(kind, 1 + random.Next(40_000), random);
            var known = kind == "all" ? null : postings.ToDictionary(posting => posting >> 1, posting => posting & 1);
            var wanted = Enumerable.Range(0, (postings[^1] >> 1) + 9).Where(_ => random.Next(1 << random.Next(10)) == 0).Select(entry => (entry << 1) | random.Next(2)).Reverse().ToArray();
            foreach (var some in wanted.Chunk(1 + random.Next(500)))
            {
                var expected = some.Where(posting => known?.ContainsKey(posting >> 1) ?? true).Select(posting => posting & (~1 | (known?[posting >> 1] ?? 1))).ToArray();
                Assert.Equal(expected, some[..stream.Keep(some, new byte[some.Length])]);
            }
        }
    }

    [Fact]
    public void A_union_has_what_either_list_has_and_the_better_flag()
    {
        var store = new PostingStore();
        var union = Union([Stream(store, [2, 5, 8, 70_000]), Stream(store, [3, 4, 200_001])], Endless);
        union.Add(Map([9, 12, 500_000]), 3);
        Assert.Equal([500_000, 200_001, 70_000, 12, 9, 5, 3], TakeAll(union, 2));
    }

    [Fact]
    public void Windows_of_maps_can_be_returned_to()
    {
        var random = new Random(8);
        var (some, others) = (Postings(40_000, random), Postings(40_000, random));
        var stream = new DenseStream(Endless, 100_000);
        stream.Add(Map(some), some.Count);
        stream.Add(Map(others), others.Count);
        var limit = (some[^1] >> 1) - 100;
        stream.Skip(limit);
        var windows = new Dictionary<int, ulong[]>();
        while (stream.LoadNext())
        {
            windows.Add(stream.Window, stream.Present.ToArray());
        }

        Assert.InRange(windows.Count, 3, 4);
        Assert.Equal(some.Select(posting => posting >> 1).Intersect(others.Select(posting => posting >> 1)).Count(entry => entry <= limit), windows.Values.Sum(words => words.Sum(BitOperations.PopCount)));
        for (var times = 0; times < 200; times++)
        {
            var (window, begin) = (random.Next(windows.Count), random.Next(DenseMap.HalfWords));
            var end = random.Next(begin, DenseMap.HalfWords) + 1;
            stream.Return(window, begin, end);
            Assert.Equal(window, stream.Window);
            Assert.Equal(windows[window][begin..end], stream.Present[begin..end]);
            Assert.Equal(windows[window][begin..end].Sum(BitOperations.PopCount), stream.Count(begin, end));
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_001)]
    public void Maps_together_have_what_all_have_and_are_in_the_name_where_all_are(int entries)
    {
        var stream = new DenseStream(Endless, entries);
        stream.Add(Map([2, 5, 8, 11, 70_001]), 5);
        stream.Add(Map([3, 5, 10, 70_000, 200_001]), 5);
        Assert.Equal([70_000, 10, 5, 2], TakeAll(stream, 3));
    }

    [Fact]
    public void A_stream_stops_when_the_budget_is_spent()
    {
        var store = new PostingStore();
        var budget = new WorkBudget(1_000);
        var streams = Enumerable.Range(0, 100).Select(_ => new TermStream(store, List(store, Enumerable.Range(0, 100).Select(window => window << 16)), budget));
        Assert.InRange(TakeAll(Union(streams, budget), 10).Count, 1, 5);
        Assert.True(budget.IsSpent);
    }

    private static (EntryStream Stream, List<int> Postings) Create(string kind, int count, Random random)
    {
        var store = new PostingStore();
        var postings = Postings(count, random);
        switch (kind)
        {
            case "term":
                return (Stream(store, postings), postings);
            case "union of one":
                return (Union([Stream(store, postings)], Endless), postings);
            case "union of two":
                var parts = postings.ToLookup(_ => random.Next(2));
                return (Union(parts.Select(part => Stream(store, part)), Endless), postings);
            case "union of list and map":
                var (mapped, listed) = (postings.Where((_, index) => index % 3 == 0).ToList(), postings.Where((_, index) => index % 3 != 0).ToList());
                var union = Union(listed.Count > 0 ? [Stream(store, listed)] : [], Endless);
                union.Add(Map(mapped), mapped.Count);
                return (union, postings);
            case "dense":
                var dense = new DenseStream(Endless, count << random.Next(12));
                dense.Add(Map(postings), count);
                return (dense, postings);
            case "dense of two":
                var both = new DenseStream(Endless, count << random.Next(12));
                both.Add(Map(postings), count);
                both.Add(Map(Enumerable.Range(0, (postings[^1] >> 1) + 100).Select(entry => (entry << 1) | 1)), count);
                return (both, postings);
            case "catalogue":
                var files = new FileMap();
                var numbers = Enumerable.Range(0, count).ToArray();
                random.Shuffle(numbers);
                postings.ForEach(posting => files.Exchange((uint)numbers[files.Count], posting >> 1));
                return (new CatalogueStream(files), [.. postings.Select(posting => posting | 1)]);
            default:
                return (new AllStream(count), [.. Enumerable.Range(0, count).Select(entry => (entry << 1) | 1)]);
        }
    }

    private static UnionStream Union(IEnumerable<TermStream> streams, WorkBudget budget)
    {
        var union = new UnionStream(budget);
        foreach (var stream in streams)
        {
            union.Add(stream);
        }

        return union;
    }

    private static List<int> Postings(int count, Random random)
    {
        var postings = new List<int>();
        for (var entry = random.Next(3); postings.Count < count; entry += 1 + random.Next(4))
        {
            postings.Add((entry << 1) | random.Next(2));
        }

        return postings;
    }

    private static TermStream Stream(PostingStore store, IEnumerable<int> postings) => new(store, List(store, postings), Endless);

    // Another list grows in turns, so that their blocks mix.
    private static long List(PostingStore store, IEnumerable<int> postings)
    {
        var (list, other) = (0L, 0L);
        foreach (var posting in postings)
        {
            list = store.Append(list, posting);
            other = store.Append(other, posting);
        }

        return list;
    }

    private static DenseMap Map(IEnumerable<int> postings)
    {
        var map = new DenseMap();
        foreach (var posting in postings)
        {
            map.Add(posting);
        }

        return map;
    }

    private static List<int> TakeAll(EntryStream stream, int batch)
    {
        var all = new List<int>();
        var postings = new int[batch];
        for (var count = stream.Fill(postings); count > 0; count = stream.Fill(postings))
        {
            all.AddRange(postings[..count]);
        }

        return all;
    }
}
