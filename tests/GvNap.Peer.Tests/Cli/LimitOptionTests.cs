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

    [Fact]
    public void Rates_have_units_and_zero_takes_a_limit_away()
    {
        var limits = new PeerLimits { DownloadRate = 1 };

        Assert.Null(LimitOption.Apply("upload-rate=20MB", ref limits));
        Assert.Null(LimitOption.Apply("upload-rate-per-transfer=1.5 MiB/s", ref limits));
        Assert.Null(LimitOption.Apply("download-rate=0", ref limits));

        Assert.Equal(new PeerLimits { UploadRate = 20_000_000, UploadRatePerTransfer = 3 << 19 }, limits);
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
    [InlineData("upload-rate=-1")]
    [InlineData("upload-rate=fast")]
    [InlineData("download-rate-per-transfer=1e30")]
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
