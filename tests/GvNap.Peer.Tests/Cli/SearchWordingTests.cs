using GvNap.Peer.Cli;
using GvNap.Peer.Finding;

namespace GvNap.Peer.Tests.Cli;

public sealed class SearchWordingTests
{
    [Theory]
    [InlineData(1, 1, false, "1 result")]
    [InlineData(1234, 1234, false, "1,234 results")]
    [InlineData(1000, 1234, false, "1,000 of 1,234 results, type more")]
    [InlineData(20, 20, true, "20 results; only the first matches were ranked, a narrower search may find better ones")]
    [InlineData(20, 30, true, "20 of 30 results, type more; only the first matches were ranked, a narrower search may find better ones")]
    public void How_many_are_shown_and_whether_there_may_be_better_ones_is_said(int shown, int total, bool cut, string expected) =>
        Assert.Equal(expected, SearchWording.Amount(Found(total, cut), shown, ", type more"));

    [Fact]
    public void A_search_that_was_cut_has_not_found_that_there_is_nothing()
    {
        Assert.Equal("Nothing found.", SearchWording.Nothing(Found(0, cut: false)));
        Assert.Contains("before the search was cut", SearchWording.Nothing(Found(0, cut: true)), StringComparison.Ordinal);
    }

    private static NetworkFiles Found(long total, bool cut) => new([], total, cut, Next: default);
}
