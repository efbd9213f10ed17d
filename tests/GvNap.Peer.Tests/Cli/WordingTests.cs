using GvNap.Peer.Cli;

namespace GvNap.Peer.Tests.Cli;

public sealed class WordingTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(99_499, "99.5 kB")]
    [InlineData(999_499, "999 kB")]
    [InlineData(999_500, "1.0 MB")]
    [InlineData(1_234_567_890, "1.2 GB")]
    [InlineData(long.MaxValue, "9223 PB")]
    public void Sizes_are_in_powers_of_a_thousand(long bytes, string text) => Assert.Equal(text, Wording.Size(bytes));

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(9.5, "9.5 s")]
    [InlineData(59, "59 s")]
    [InlineData(61, "1:01 min")]
    [InlineData(3_661, "1:01 h")]
    [InlineData(90_000, "25:00 h")]
    public void Durations_have_the_unit_that_fits(double seconds, string text) => Assert.Equal(text, Wording.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0 files")]
    [InlineData(1, "1 file")]
    [InlineData(10_000, "10,000 files")]
    public void Counts_agree_with_their_noun(long count, string text) => Assert.Equal(text, Wording.Count(count, "file"));
}
