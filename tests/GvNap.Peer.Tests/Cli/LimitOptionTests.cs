using GvNap.Peer.Cli;

namespace GvNap.Peer.Tests.Cli;

public sealed class LimitOptionTests
{
    [Fact]
    public void Each_limit_can_be_set_by_its_name()
    {
        var limits = new PeerLimits();

        Assert.All(LimitOption.All, option =>
        {
            var before = limits;
            Assert.Null(LimitOption.Apply($"{option.Name}=7", ref limits));
            Assert.NotEqual(before, limits);
        });
        Assert.Equal(7, limits.UploadSlots);
        Assert.Equal(TimeSpan.FromSeconds(7), limits.StallTimeout);
    }

    [Theory]
    [InlineData("upload-slots=0")]
    [InlineData("upload-slots=-1")]
    [InlineData("upload-slots=many")]
    [InlineData("upload-slots=")]
    [InlineData("upload-slots")]
    [InlineData("shared-files=1048577")]
    [InlineData("stall-timeout=0s")]
    [InlineData("stall-timeout=25h")]
    [InlineData("nothing=1")]
    [InlineData("=")]
    [InlineData("")]
    public void Others_and_values_out_of_range_are_refused_in_a_line_that_names_them(string text)
    {
        var limits = new PeerLimits();

        var problem = LimitOption.Apply(text, ref limits);

        Assert.Contains(text.Split('=')[0], problem, StringComparison.Ordinal);
        Assert.Equal(new PeerLimits(), limits);
    }
}
