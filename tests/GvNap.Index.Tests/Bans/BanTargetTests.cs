using GvNap.Index.Bans;

namespace GvNap.Index.Tests.Bans;

public sealed class BanTargetTests
{
    [Theory]
    [InlineData("Alice", "user:alice")]
    [InlineData(" bob.b-b_1 ", "user:bob.b-b_1")]
    [InlineData("user:10.1.2.3", "user:10.1.2.3")]
    [InlineData("USER:Bob", "user:bob")]
    [InlineData("12", "user:12")]
    [InlineData("user:10.1.2", "user:10.1.2")]
    [InlineData("10.1.a", "user:10.1.a")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("10.1.2.3/32", "10.1.2.3")]
    [InlineData("10.1.2.3/16", "10.1.0.0/16")]
    [InlineData("10.1.2.3/0", "0.0.0.0/0")]
    [InlineData("10.255.255.255/9", "10.128.0.0/9")]
    [InlineData("2001:DB8::1", "2001:db8::1")]
    [InlineData("2001:db8:1:2:3::/64", "2001:db8:1:2::/64")]
    [InlineData("::/0", "::/0")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("::ffff:10.1.2.3/112", "10.1.0.0/16")]
    [InlineData("::ffff:0:0/96", "0.0.0.0/0")]
    public void What_is_typed_has_one_way_to_be_written(string text, string written)
    {
        Assert.True(BanTarget.TryParse(text, out var target));
        Assert.Equal(written, target.ToString());
        Assert.True(BanTarget.TryParse(written, out var again));
        Assert.Equal(target, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("user:")]
    [InlineData("two words")]
    [InlineData("10.1.2")]
    [InlineData("999.1.1.1")]
    [InlineData("010.1.2.3")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0/8")]
    [InlineData("0x0a000001/8")]
    [InlineData("alice/8")]
    [InlineData("2001:db8::/129")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("a\u001b[2J")]
    public void Anything_else_is_refused_with_a_line_that_is_safe_to_show(string text)
    {
        Assert.False(BanTarget.TryParse(text, out _));
        Assert.DoesNotContain('\u001b', BanTarget.Explain(text));
    }

    [Fact]
    public void A_user_whose_name_looks_like_a_mistyped_address_is_told_apart() =>
        Assert.EndsWith("or 2001:db8::/32, or user:10.1.2 for a user.", BanTarget.Explain("10.1.2"), StringComparison.Ordinal);
}
