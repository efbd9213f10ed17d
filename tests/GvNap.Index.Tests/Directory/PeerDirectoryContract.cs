using GvNap.Index.Directory;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Directory;

/// <summary>How peers come and go, in whatever the directory is kept.</summary>
public abstract class PeerDirectoryContract : ObservedDirectory
{
    private static readonly (uint, string)[] Two = [(0, "one"), (1, "two")];

    [Fact]
    public async Task A_peer_that_joins_is_there_when_the_call_returns()
    {
        var joined = await Directory.AttachAsync("Alice");
        Assert.Equal(AttachOutcome.Joined, joined.Outcome);
        Assert.Equal(0UL, joined.CatalogueVersion);
        var seen = View.Find(joined.Session.Peer);
        Assert.NotNull(seen);
        Assert.Equal("Alice", seen.Record.User);
        Assert.Equal([Requests.Endpoint], seen.Record.Endpoints);
        Assert.Equal(1_000UL, seen.Record.Speed);
        Assert.Equal(joined.Session.Number, seen.Session);
    }

    [Fact]
    public async Task A_name_is_taken_without_regard_to_case()
    {
        await Directory.AttachAsync("Alice");
        Assert.Equal(AttachOutcome.NameTaken, (await Directory.AttachAsync("aLICE")).Outcome);
        Assert.Equal(1, View.Count);
    }

    [Fact]
    public async Task Nameless_peers_do_not_compete()
    {
        Assert.Equal(AttachOutcome.Joined, (await Directory.AttachAsync("")).Outcome);
        Assert.Equal(AttachOutcome.Joined, (await Directory.AttachAsync("")).Outcome);
        Assert.Equal(2, View.Count);
    }

    [Theory]
    [InlineData("{dir}:state")]
    [InlineData("a' .. redis.call('FLUSHALL') .. '")]
    [InlineData("\r\nFLUSHALL\r\n")]
    [InlineData("}{*?[a]^\\ \0 end return 1 --")]
    public async Task A_name_that_looks_like_an_injection_is_only_a_name(string name)
    {
        var bystander = await Directory.AttachAsync("bystander");
        var joined = await Directory.AttachAsync(name);
        Assert.Equal(AttachOutcome.Joined, joined.Outcome);
        Assert.Equal(AttachOutcome.NameTaken, (await Directory.AttachAsync(name)).Outcome);
        Assert.Equal(ShareOutcome.Applied, (await Directory.ShareAsync(joined.Session, 0, 1, [(0, name)])).Outcome);
        Assert.True(View.Has(joined.Session.Peer, name));
        Assert.Equal(name, View.Find(joined.Session.Peer)!.Record.User);
        Assert.NotNull(View.Find(bystander.Session.Peer));
    }

    [Fact]
    public async Task A_peer_that_lost_its_connection_comes_back_as_itself()
    {
        var first = await Directory.AttachAsync("alice");
        await Directory.ShareAsync(first.Session, 0, 7, Two);
        await Directory.DetachAsync(first.Session);
        Assert.False(View.Find(first.Session.Peer)!.Attached);

        var second = await Directory.AttachAsync("Alice", first.ResumeToken);
        Assert.Equal(AttachOutcome.Resumed, second.Outcome);
        Assert.Equal(first.Session.Peer, second.Session.Peer);
        Assert.True(second.Session.Number > first.Session.Number);
        Assert.Equal(7UL, second.CatalogueVersion);
        Assert.NotEqual(first.ResumeToken.ToArray(), second.ResumeToken.ToArray());
        Assert.True(View.Has(second.Session.Peer, "one", "two"));
        Assert.Equal(ShareOutcome.Applied, (await Directory.ShareAsync(second.Session, 7, 8, [(2, "three")])).Outcome);
    }

    [Fact]
    public async Task A_peer_comes_back_before_its_old_connection_is_seen_to_be_dead()
    {
        var first = await Directory.AttachAsync("alice");
        var second = await Directory.AttachAsync("alice", first.ResumeToken);
        Assert.Equal(AttachOutcome.Resumed, second.Outcome);
        Assert.Equal(second.Session, View.Events.OfType<DirectoryEvent.Attached>().Last().Session);

        await Directory.DetachAsync(first.Session);
        await Directory.LeaveAsync(first.Session);
        Assert.Equal(ShareOutcome.Superseded, (await Directory.ShareAsync(first.Session, 0, 7, Two)).Outcome);
        Assert.True(View.Has(first.Session.Peer));
    }

    [Fact]
    public async Task A_reply_that_was_lost_locks_nobody_out()
    {
        var first = await Directory.AttachAsync("alice");
        var lost = await Directory.AttachAsync("alice", first.ResumeToken);
        var again = await Directory.AttachAsync("alice", first.ResumeToken);
        Assert.Equal(AttachOutcome.Resumed, again.Outcome);
        Assert.Equal(AttachOutcome.NameTaken, (await Directory.AttachAsync("alice", lost.ResumeToken)).Outcome);
    }

    [Fact]
    public async Task An_old_token_is_worth_nothing_once_the_new_one_arrived()
    {
        var first = await Directory.AttachAsync("alice");
        var second = await Directory.AttachAsync("alice", first.ResumeToken);
        var third = await Directory.AttachAsync("alice", second.ResumeToken);
        Assert.Equal(AttachOutcome.Resumed, third.Outcome);
        Assert.Equal(AttachOutcome.NameTaken, (await Directory.AttachAsync("alice", first.ResumeToken)).Outcome);
    }

    [Fact]
    public async Task A_token_that_is_not_known_is_ignored()
    {
        var alice = await Directory.AttachAsync("alice");
        var forged = alice.ResumeToken.ToArray();
        forged[^1] ^= 1;
        Assert.Equal(AttachOutcome.NameTaken, (await Directory.AttachAsync("alice", forged)).Outcome);
        var joined = await Directory.AttachAsync("mallory", forged);
        Assert.Equal(AttachOutcome.Joined, joined.Outcome);
        Assert.NotEqual(alice.Session.Peer, joined.Session.Peer);
        Assert.Equal(AttachOutcome.Joined, (await Directory.AttachAsync("short", forged[..20])).Outcome);
    }

    [Fact]
    public async Task A_peer_that_comes_back_under_another_name_gives_its_old_one_up()
    {
        var first = await Directory.AttachAsync("alice");
        var bob = await Directory.AttachAsync("bob");
        Assert.Equal(AttachOutcome.NameTaken, (await Directory.AttachAsync("bob", first.ResumeToken)).Outcome);
        var second = await Directory.AttachAsync("carol", first.ResumeToken);
        Assert.Equal(AttachOutcome.Resumed, second.Outcome);
        Assert.Equal("carol", View.Find(second.Session.Peer)!.Record.User);
        Assert.Equal(AttachOutcome.Joined, (await Directory.AttachAsync("alice")).Outcome);
        Assert.NotNull(View.Find(bob.Session.Peer));
    }

    [Fact]
    public async Task A_peer_that_quit_leaves_nothing_behind()
    {
        var first = await Directory.AttachAsync("alice");
        await Directory.ShareAsync(first.Session, 0, 7, Two);
        await Directory.LeaveAsync(first.Session);
        Assert.Equal(0, View.Count);
        var second = await Directory.AttachAsync("alice", first.ResumeToken);
        Assert.Equal(AttachOutcome.Joined, second.Outcome);
        Assert.Equal(0UL, second.CatalogueVersion);
        Assert.True(View.Has(second.Session.Peer));
    }

    [Fact]
    public async Task New_endpoint_states_are_told()
    {
        var alice = await Directory.AttachAsync("alice");
        PeerEndpoint[] verified = [Requests.Endpoint with { State = EndpointState.Reachable }];
        await Directory.UpdateEndpointsAsync(alice.Session, verified, TestContext.Current.CancellationToken);
        Assert.Equal(verified, View.Find(alice.Session.Peer)!.Record.Endpoints);

        var again = await Directory.AttachAsync("alice", alice.ResumeToken);
        await Directory.UpdateEndpointsAsync(alice.Session, verified, TestContext.Current.CancellationToken);
        Assert.Equal([Requests.Endpoint], View.Find(again.Session.Peer)!.Record.Endpoints);
    }

    [Fact]
    public async Task Sessions_that_are_over_are_ignored()
    {
        var alice = await Directory.AttachAsync("alice");
        await Directory.DetachAsync(alice.Session);
        Directory.Renew(alice.Session);
        await Directory.LeaveAsync(alice.Session);
        Assert.Equal(ShareOutcome.Superseded, (await Directory.ShareAsync(alice.Session, 0, 1, Two)).Outcome);
        Assert.Equal(1, View.Count);
    }

    [Fact]
    public async Task Its_status_says_that_it_is_there() =>
        await Eventually.TrueAsync(() => Directory.Status.Available, "the store is there");
}
