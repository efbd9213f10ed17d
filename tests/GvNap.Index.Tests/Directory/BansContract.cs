using GvNap.Index.Bans;

namespace GvNap.Index.Tests.Directory;

/// <summary>How bans are kept, in whatever the directory is kept.</summary>
public abstract class BansContract : ObservedDirectory
{
    [Fact]
    public async Task At_first_nobody_is_shut_out()
    {
        Assert.Empty(Directory.Bans.Current.All);
        Assert.Equal(BanOutcome.Unknown, await Directory.UnbanAsync("alice"));
    }

    [Fact]
    public async Task A_ban_holds_when_the_call_returns_and_is_told()
    {
        var told = 0;
        Directory.Bans.Changed += () => told += Directory.Bans.Current.All.Count;

        Assert.Equal(BanOutcome.Done, await Directory.BanAsync("Alice", "spam and eggs"));

        Assert.Equal("spam and eggs", Directory.Bans.Current.FindUser("alice")?.Reason);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task A_ban_that_is_lifted_holds_no_more()
    {
        await Directory.BanAsync("10.1.0.0/16");
        await Directory.BanAsync("2001:db8::/32");

        Assert.Equal(BanOutcome.Done, await Directory.UnbanAsync("10.1.0.0/16"));

        Assert.Equal(["2001:db8::/32"], Directory.BannedTargets());
        Assert.Equal(BanOutcome.Unknown, await Directory.UnbanAsync("10.1.0.0/16"));
    }

    [Fact]
    public async Task Another_ban_of_the_same_replaces_the_reason()
    {
        await Directory.BanAsync("alice", "first");
        await Directory.BanAsync("ALICE", "second");

        Assert.Equal("second", Assert.Single(Directory.Bans.Current.All).Reason);
    }

    [Fact]
    public async Task There_are_only_so_many()
    {
        for (var i = 0; i < Options.MaxBans; i++)
        {
            Assert.Equal(BanOutcome.Done, await Directory.BanAsync($"user{i}"));
        }

        Assert.Equal(BanOutcome.Full, await Directory.BanAsync("one.more"));
        Assert.Equal(BanOutcome.Done, await Directory.BanAsync("user0", "another reason"));
        Assert.Equal(BanOutcome.Done, await Directory.UnbanAsync("user1"));
        Assert.Equal(BanOutcome.Done, await Directory.BanAsync("one.more"));
        Assert.Equal(Options.MaxBans, Directory.Bans.Current.All.Count);
    }
}
