namespace GvNap.Index.Tests.Connections;

public sealed class LimitNamesTests
{
    [Fact]
    public void Every_limit_has_a_name_under_which_it_can_be_set()
    {
        var properties = typeof(IndexLimits).GetProperties().Select(property => property.Name).Order();

        var named = LimitNames.All.Select(name => string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))).Order();

        Assert.Equal(properties, named);
        foreach (var name in LimitNames.All)
        {
            var limits = new IndexLimits();
            Assert.True(LimitNames.TrySet($"{name}=7", ref limits, out var problem), problem);
            Assert.NotEqual(new IndexLimits(), limits);
        }
    }

    [Theory]
    [InlineData("files-per-peer")]
    [InlineData("files-per-peer=")]
    [InlineData("files-per-peer=0")]
    [InlineData("files-per-peer=-1")]
    [InlineData("files-per-peer=many")]
    [InlineData("files-per-peer=99999999999")]
    [InlineData("frame-bytes=1048577")]
    [InlineData("page-size=101")]
    [InlineData("hello-timeout=0s")]
    [InlineData("hello-timeout=2d")]
    [InlineData("unknown=1")]
    [InlineData("=1")]
    [InlineData("")]
    public void What_is_no_limit_is_said_and_changes_nothing(string text)
    {
        var limits = new IndexLimits();

        Assert.False(LimitNames.TrySet(text, ref limits, out var problem));
        Assert.NotEmpty(problem);
        Assert.Equal(new IndexLimits(), limits);
    }

    [Fact]
    public void Defaults_are_within_their_ranges() => new IndexLimits().Validate();

    [Fact]
    public void Limits_out_of_range_are_refused_by_name()
    {
        var error = Assert.Throws<ArgumentException>(new IndexLimits { HelloTimeout = TimeSpan.Zero }.Validate);

        Assert.Contains("hello-timeout", error.Message, StringComparison.Ordinal);
    }
}
