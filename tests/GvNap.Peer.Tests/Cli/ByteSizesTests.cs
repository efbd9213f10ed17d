using GvNap.Peer.Cli;

namespace GvNap.Peer.Tests.Cli;

public sealed class ByteSizesTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1000", 1000)]
    [InlineData("12B", 12)]
    [InlineData("500k", 500_000)]
    [InlineData("20MB", 20_000_000)]
    [InlineData("20mb/s", 20_000_000)]
    [InlineData("1.5 GiB", 3L << 29)]
    [InlineData("2T", 2_000_000_000_000)]
    public void A_size_is_a_number_and_a_unit(string text, long expected)
    {
        Assert.True(ByteSizes.TryParse(text, out var bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-1MB")]
    [InlineData("1,5MB")]
    [InlineData("1e3")]
    [InlineData("1PB")]
    [InlineData("99999999TB")]
    [InlineData("NaN")]
    [InlineData("∞")]
    public void Anything_else_is_refused(string text) => Assert.False(ByteSizes.TryParse(text, out _));
}
