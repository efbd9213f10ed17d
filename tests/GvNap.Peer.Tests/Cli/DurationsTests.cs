using GvNap.Peer.Cli;

namespace GvNap.Peer.Tests.Cli;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("15s", 15)]
    [InlineData("15", 15)]
    [InlineData("2m", 120)]
    [InlineData("1.5h", 5400)]
    public void A_duration_is_a_number_and_a_unit(string text, double seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1d")]
    [InlineData("NaN")]
    [InlineData("1e9h")]
    [InlineData("99999999999999999999h")]
    public void Anything_else_is_refused(string text) => Assert.False(Durations.TryParse(text, out _));
}
