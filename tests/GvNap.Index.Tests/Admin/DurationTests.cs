using GvNap.Index.Admin;

namespace GvNap.Index.Tests.Admin;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("15s", 15_000)]
    [InlineData("1.5S", 1500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("20", 20_000)]
    [InlineData(" 0 ", 0)]
    public void Times_are_read_as_people_write_them(string text, int milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var time));
        Assert.Equal(milliseconds, time.TotalMilliseconds, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1d")]
    [InlineData("1 2s")]
    [InlineData("1e9s")]
    [InlineData("9999999999s")]
    [InlineData("∞")]
    public void Everything_else_is_no_time(string text) => Assert.False(Duration.TryParse(text, out _));
}
