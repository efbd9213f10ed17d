using System.Text;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Tests.Search;

public sealed class SortedTermsTests
{
    [Fact]
    public void A_prefix_finds_its_words_at_any_size_and_never_more_than_the_limit()
    {
        var random = new Random(5);
        var terms = new TermDictionary();
        var words = new List<string>();
        for (var round = 0; round < 60; round++)
        {
            for (var added = random.Next(200); added > 0; added--)
            {
                var word = random.Next(1, 200_000).ToString("x", null);
                words.Add(word);
                terms.Post(Encoding.UTF8.GetBytes(word), words.Count, inFileName: false);
            }

            terms.Settle(words.Count);
            var prefix = random.Next(1, 4_000).ToString("x", null);
            var expected = words.Distinct().Where(word => word.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
            Assert.Equal(expected, Find(terms, prefix, 10_000, isWhole: true));
            Assert.Equal(Math.Min(3, expected.Count), Find(terms, prefix, 3, expected.Count <= 3).Count);
        }
    }

    private static List<string> Find(TermDictionary terms, string prefix, int limit, bool isWhole)
    {
        var found = new List<int>();
        Assert.Equal(isWhole, terms.TryFindPrefix(Encoding.UTF8.GetBytes(prefix), limit, found));
        return [.. found.Select(term => Encoding.UTF8.GetString(terms.Word(term))).Order(StringComparer.Ordinal)];
    }
}
