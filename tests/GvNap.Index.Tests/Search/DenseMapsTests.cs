using System.Text;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Tests.Search;

public sealed class DenseMapsTests
{
    private static readonly byte[] Common = Encoding.UTF8.GetBytes("common");

    [Fact]
    public void A_term_gets_a_map_when_it_is_common_and_its_list_back_when_it_is_not()
    {
        var terms = new TermDictionary();
        var expected = new List<int>();
        Post(0, 3_000);
        Assert.NotNull(Map());
        Assert.Equal(expected, Map()!.ReadAll());

        // What comes after is in the map, each entry once.
        Post(3_000, 4_000);
        Post(3_999, 4_000);
        Assert.Equal(expected, Map()!.ReadAll());

        // One entry in 64 is common, one in 128 no more.
        terms.Settle(4_000 * 127);
        Assert.NotNull(Map());
        terms.Settle(4_000 * 128 * 2);
        Assert.Null(Map());
        Assert.Equal(expected, List());
        Post(600_000, 600_010);
        Assert.Equal(expected, List());

        void Post(int first, int end)
        {
            for (var entry = first; entry < end; entry++)
            {
                terms.Post(Common, entry, inFileName: entry % 3 == 0);
                if (expected.Count == 0 || expected[^1] >> 1 < entry)
                {
                    expected.Add((entry << 1) | (entry % 3 == 0 ? 1 : 0));
                }
            }
        }

        DenseMap? Map()
        {
            var list = terms.ListOf(terms.Find(Common), out var map);
            Assert.Equal(expected.Count, PostingStore.CountOf(list));
            return map;
        }

        int[] List()
        {
            var list = terms.ListOf(terms.Find(Common), out _);
            var all = new int[PostingStore.CountOf(list)];
            terms.Postings.CopyTo(list, all);
            return all;
        }
    }

    [Fact]
    public void A_rare_term_has_no_map_however_many_entries_have_it()
    {
        var terms = new TermDictionary();
        for (var number = 1; number < 5_000; number++)
        {
            terms.Post(Common, 65 * number, inFileName: true);
        }

        terms.ListOf(terms.Find(Common), out var map);
        Assert.Null(map);
    }
}
