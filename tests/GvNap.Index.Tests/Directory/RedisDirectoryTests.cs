using System.Diagnostics;
using GvNap.Index.Directory;
using GvNap.Index.Directory.Redis;

namespace GvNap.Index.Tests.Directory;

/// <summary>Several index servers on one Redis.</summary>
public sealed class RedisDirectoryTests(RedisFixture redis)
{
    private static readonly (uint, string)[] Two = [(0, "one"), (1, "two")];

    [Fact]
    public async Task What_happens_on_one_server_is_seen_on_another_within_500_ms()
    {
        await using var cluster = await StartAsync(2);
        var warm = await cluster[0].Directory.AttachAsync("warm");
        await cluster.SeeAsync(warm.Session.Peer);

        await SoonAsync(async see =>
        {
            var alice = await cluster[0].Directory.AttachAsync("alice");
            await see(() => cluster[1].View.Has(alice.Session.Peer));
            await cluster[0].Directory.ShareAsync(alice.Session, 0, 1, Two);
            await see(() => cluster[1].View.Has(alice.Session.Peer, "one", "two"));
            await cluster[0].Directory.ShareAsync(alice.Session, 1, 2, [(7_000, "far")], [0]);
            await see(() => cluster[1].View.Has(alice.Session.Peer, "two", "far"));
            await cluster[0].Directory.DetachAsync(alice.Session);
            await see(() => !cluster[1].View.Find(alice.Session.Peer)!.Attached);
            var again = await cluster[1].Directory.AttachAsync("alice", alice.ResumeToken);
            await see(() => cluster[0].View.Has(alice.Session.Peer, "two", "far"));
            await cluster[1].Directory.LeaveAsync(again.Session);
            await see(() => cluster[0].View.Find(alice.Session.Peer) is null);
        });
    }

    [Fact]
    public async Task Without_messages_polling_finds_changes_within_500_ms()
    {
        await using var cluster = new IndexCluster(await redis.ConnectionAsync());
        var writer = await cluster.StartAsync(Deaf);
        var reader = await cluster.StartAsync(Deaf);
        var warm = await writer.Directory.AttachAsync("warm");
        await cluster.SeeAsync(warm.Session.Peer);

        await SoonAsync(async see =>
        {
            var peer = (await writer.Directory.AttachAsync("")).Session;
            await writer.Directory.ShareAsync(peer, 0, 1, Two);
            await see(() => reader.View.Has(peer.Peer, "one", "two"));
        });
    }

    [Fact]
    public async Task One_name_on_many_servers_at_once_is_given_to_one()
    {
        await using var cluster = await StartAsync(4);
        for (var round = 0; round < 10; round++)
        {
            var name = $"name{round}";
            var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => cluster[i % 4].Directory.AttachAsync(name)));
            Assert.Single(results, result => result.Outcome == AttachOutcome.Joined);
            Assert.Equal(11, results.Count(result => result.Outcome == AttachOutcome.NameTaken));
        }
    }

    [Fact]
    public async Task One_peer_on_many_servers_at_once_ends_up_in_one_session()
    {
        await using var cluster = await StartAsync(4);
        var alice = await cluster[0].Directory.AttachAsync("alice");
        await cluster[0].Directory.ShareAsync(alice.Session, 0, 1, Two);
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => cluster[i].Directory.AttachAsync("alice", alice.ResumeToken)));
        Assert.Contains(results, result => result.Outcome == AttachOutcome.Resumed);
        var newest = results.Max(result => result.Session.Number);
        Assert.Single(results, result => result.Session.Number == newest);
        await Eventually.TrueAsync(
            () => Enumerable.Range(0, 4).All(i => cluster[i].View.Find(alice.Session.Peer)?.Session == newest), "all servers know the newest session");
        for (var i = 0; i < 4; i++)
        {
            var expected = results[i].Session.Number == newest ? ShareOutcome.Applied : ShareOutcome.Superseded;
            Assert.Equal(expected, (await cluster[i].Directory.ShareAsync(results[i].Session, 1, 2, [(2, "three")])).Outcome);
        }

        await cluster.SeeAsync(alice.Session.Peer, "one", "two", "three");
    }

    [Fact]
    public async Task A_peer_that_moved_stays_when_its_old_server_notices()
    {
        await using var cluster = await StartAsync(2);
        var first = await cluster[0].Directory.AttachAsync("alice");
        await cluster[0].Directory.ShareAsync(first.Session, 0, 1, Two);
        var second = await cluster[1].Directory.AttachAsync("alice", first.ResumeToken);
        Assert.Equal(1UL, second.CatalogueVersion);

        await cluster[0].Directory.DetachAsync(first.Session);
        Assert.Equal(ShareOutcome.Superseded, (await cluster[0].Directory.ShareAsync(first.Session, 1, 2, [], [0])).Outcome);
        await cluster[0].Directory.LeaveAsync(first.Session);
        await cluster[1].Directory.ShareAsync(second.Session, 1, 3, [(2, "three")]);
        await cluster.SeeAsync(first.Session.Peer, "one", "two", "three");
        Assert.Contains(cluster[0].View.Events, change => change is DirectoryEvent.Attached attached && attached.Session == second.Session);
        await cluster[0].Directory.DetachAsync(first.Session);
        await cluster[0].Directory.LeaveAsync(first.Session);
        Assert.True(cluster[0].View.Has(first.Session.Peer, "one", "two", "three"));
        await cluster[1].Directory.ShareAsync(second.Session, 3, 4, [], [2]);
        await cluster.SeeAsync(first.Session.Peer, "one", "two");
        Assert.DoesNotContain(cluster[0].View.Events.Concat(cluster[1].View.Events), change => change is DirectoryEvent.Left);
    }

    [Fact]
    public async Task A_stale_server_cannot_write_into_a_catalogue_of_another_session()
    {
        await using var cluster = new IndexCluster(await redis.ConnectionAsync());
        var stale = await cluster.StartAsync(options => Deaf(options, TimeSpan.FromMinutes(1)));
        var fresh = await cluster.StartAsync();
        var first = await stale.Directory.AttachAsync("alice");
        await stale.Directory.ShareAsync(first.Session, 0, 1, Two);
        var second = await fresh.Directory.AttachAsync("alice", first.ResumeToken);
        Assert.Equal(ShareOutcome.Superseded, (await stale.Directory.ShareAsync(first.Session, 1, 2, [], [0, 1])).Outcome);
        await using var witness = new IndexClusterWitness(await redis.ConnectionAsync(), cluster.Prefix);
        Assert.Equal(["one", "two"], await witness.FilesAsync(first.Session.Peer));
        Assert.Equal(ShareOutcome.Applied, (await fresh.Directory.ShareAsync(second.Session, 1, 3, [(2, "three")])).Outcome);
        Assert.True(fresh.View.Has(first.Session.Peer, "one", "two", "three"));
        Assert.Equal(["one", "three", "two"], await witness.FilesAsync(first.Session.Peer));
    }

    [Fact]
    public async Task Silent_peers_lapse_on_all_servers_and_living_ones_do_not()
    {
        await using var cluster = await StartAsync(2, TimeSpan.FromSeconds(4));
        var silent = await cluster[0].Directory.AttachAsync("silent");
        var lively = await cluster[0].Directory.AttachAsync("lively");
        cluster[0].Beat(lively.Session);
        await cluster.SeeAsync(silent.Session.Peer);
        await cluster.SeeGoneAsync(silent.Session.Peer);
        Assert.All(Enumerable.Range(0, 2), i => Assert.True(cluster[i].View.Has(lively.Session.Peer)));
    }

    [Fact]
    public async Task A_peer_within_its_grace_comes_back_on_another_server()
    {
        await using var cluster = await StartAsync(2, TimeSpan.FromSeconds(4));
        var first = await cluster[0].Directory.AttachAsync("alice");
        await cluster[0].Directory.ShareAsync(first.Session, 0, 1, Two);
        await cluster.SeeAsync(first.Session.Peer, "one", "two");
        await cluster[0].Directory.DetachAsync(first.Session);
        await cluster.SeeGoneAsync(first.Session.Peer);
        Assert.Equal(AttachOutcome.NameTaken, (await cluster[1].Directory.AttachAsync("alice")).Outcome);
        var second = await cluster[1].Directory.AttachAsync("alice", first.ResumeToken);
        Assert.Equal(AttachOutcome.Resumed, second.Outcome);
        Assert.Equal(1UL, second.CatalogueVersion);
        await cluster.SeeAsync(first.Session.Peer, "one", "two");
    }

    private static RedisDirectoryOptions Deaf(RedisDirectoryOptions options) => Deaf(options, options.PollInterval);

    private static RedisDirectoryOptions Deaf(RedisDirectoryOptions options, TimeSpan poll) =>
        options with { ListenForChanges = false, PollInterval = poll, CompareInterval = TimeSpan.FromMinutes(5) };

    /// <summary>Each thing that another server is to see, it sees soon.</summary>
    private static Task SoonAsync(Func<Func<Func<bool>, Task>, Task> happen) => Rounds.AssertInRangeAsync(TimeSpan.Zero, TimeSpan.FromMilliseconds(500), async _ =>
    {
        var longest = TimeSpan.Zero;
        await happen(async condition =>
        {
            var watch = Stopwatch.StartNew();
            await Eventually.TrueAsync(condition, "another server sees it");
            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
        });
        return longest;
    });

    private async Task<IndexCluster> StartAsync(int servers, TimeSpan? lease = null)
    {
        var options = new DirectoryOptions { Lease = lease ?? TimeSpan.FromSeconds(20), Grace = TimeSpan.FromSeconds(30) };
        var cluster = new IndexCluster(await redis.ConnectionAsync()) { Options = options };
        for (var i = 0; i < servers; i++)
        {
            await cluster.StartAsync();
        }

        return cluster;
    }
}
