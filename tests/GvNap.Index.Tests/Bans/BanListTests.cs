using System.Net;
using GvNap.Index.Bans;

namespace GvNap.Index.Tests.Bans;

public sealed class BanListTests
{
    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("10.1.2.4", "10.1.0.0/16")]
    [InlineData("10.2.0.0", null)]
    [InlineData("10.0.255.255", null)]
    [InlineData("2001:db8:0:1::1", "2001:db8::/32")]
    [InlineData("2001:db9::", null)]
    [InlineData("::1", null)]
    public void An_address_is_found_in_the_smallest_range_that_has_it(string address, string? found)
    {
        var bans = List("10.1.2.3", "10.1.0.0/16", "2001:db8::/32", "user:alice");

        Assert.Equal(found, bans.Find(IPAddress.Parse(address))?.Target.ToString());
    }

    [Fact]
    public void Ranges_of_one_family_say_nothing_of_the_other()
    {
        Assert.Null(List("::/0").Find(IPAddress.Parse("10.0.0.1")));
        Assert.Null(List("0.0.0.0/0").Find(IPAddress.Parse("2001:db8::1")));
    }

    [Fact]
    public void Users_are_found_in_any_case_and_by_their_whole_names()
    {
        var bans = List("user:alice");

        Assert.NotNull(bans.FindUser("ALICE"));
        Assert.Null(bans.FindUser("alic"));
        Assert.Null(bans.FindUser(""));
    }

    [Fact]
    public void The_last_ban_of_a_target_counts()
    {
        Assert.True(BanTarget.TryParse("alice", out var target));

        var bans = new BanList([Ban.Create(target, default, "first"), Ban.Create(target, default, "second")]);

        Assert.Equal("second", Assert.Single(bans.All).Reason);
    }

    [Fact]
    public void A_reason_is_one_safe_line_of_bounded_length()
    {
        Assert.True(BanTarget.TryParse("alice", out var target));

        var ban = Ban.Create(target, DateTimeOffset.UnixEpoch, "a\u001b[2J\r\nb" + new string('c', 1000));

        Assert.StartsWith("a\uFFFD[2J b", ban.Reason, StringComparison.Ordinal);
        Assert.Equal(Ban.MaxReason, ban.Reason.Length);
        Assert.True(Ban.TryDecode(ban.Target.ToString(), ban.Encode(), out var decoded));
        Assert.Equal(ban, decoded);
    }

    [Theory]
    [InlineData("user:alice", "")]
    [InlineData("user:alice", "soon spam")]
    [InlineData("user:alice", "99999999999999999999 spam")]
    [InlineData("}{", "1 spam")]
    public void What_a_store_holds_and_is_no_ban_is_passed_over(string target, string value) => Assert.False(Ban.TryDecode(target, value, out _));

    private static BanList List(params string[] targets) => new(targets.Select(text =>
    {
        Assert.True(BanTarget.TryParse(text, out var target));
        return Ban.Create(target, DateTimeOffset.UnixEpoch, "");
    }));
}
