using GvNap.Index.Search.Matching;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Tests.Search;

public sealed class TermStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(2_036)]
    [InlineData(2_037)]
    [InlineData(3_060)]
    [InlineData(50_000)]
    public void Every_posting_is_found_newest_first_with_its_flag(int count)
    {
        var (store, list, postings) = ListOf(count, new Random(count));
        Assert.Equal(count, PostingStore.CountOf(list));
        Assert.Equal(postings[^1], store.Last(list));
        var stream = new TermStream(store, list);
        var found = new List<int>();
        for (var limit = int.MaxValue >> 1; stream.TrySeek(limit); limit = stream.Entry - 1)
        {
            found.Add(stream.Posting);
            Assert.Equal((stream.Posting & 1) != 0, stream.InFileName);
        }

        Assert.Equal(Enumerable.Reverse(postings), found);
        Assert.False(stream.TrySeek(0) && stream.Entry > 0);
    }

    [Fact]
    public void A_seek_finds_the_highest_entry_that_is_not_above()
    {
        var random = new Random(7);
        for (var run = 0; run < 300; run++)
        {
            var (store, list, postings) = ListOf(1 + random.Next(5_000), random);
            var stream = new TermStream(store, list);
            var union = new UnionStream([new TermStream(store, list)], int.MaxValue >> 1);
            var limit = (postings[^1] >> 1) + 3;
            while (limit >= 0)
            {
                var expected = postings.FindLastIndex(posting => posting >> 1 <= limit);
                Assert.Equal(expected >= 0, stream.TrySeek(limit));
                Assert.Equal(expected >= 0, union.TrySeek(limit));
                if (expected < 0)
                {
                    break;
                }

                Assert.Equal((postings[expected], postings[expected] >> 1), (stream.Posting, union.Entry));
                limit -= 1 + random.Next(1 << random.Next(12));
            }
        }
    }

    // Two lists grow in turns, so that their blocks mix.
    private static (PostingStore Store, long List, List<int> Postings) ListOf(int count, Random random)
    {
        var store = new PostingStore();
        var (list, other) = (0L, 0L);
        var postings = new List<int>();
        for (var entry = random.Next(3); postings.Count < count; entry += 1 + random.Next(4))
        {
            postings.Add((entry << 1) | random.Next(2));
            list = store.Append(list, postings[^1]);
            other = store.Append(other, entry << 1);
        }

        return (store, list, postings);
    }
}
