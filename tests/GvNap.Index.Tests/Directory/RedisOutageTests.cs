using System.Diagnostics;
using GvNap.Index.Directory;
using GvNap.Index.Directory.Redis;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Tests.Directory;

/// <summary>Redis stops, dies, comes back empty; each test has one of its own.</summary>
[Collection(ShortLeaseCollection.Name)]
public sealed class RedisOutageTests : IAsyncLifetime
{
    private static readonly (uint, string)[] Two = [(0, "one"), (1, "two")];
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private StoreProcess _redis = null!;
    private IndexCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        var redis = await StoreProcess.StartRedisAsync();
        if (redis is null)
        {
            Assert.Skip("There is no redis-server on the PATH.");
        }

        _redis = redis;
        _cluster = new(redis.Connection) { Options = new() { Lease = Lease, Grace = TimeSpan.FromSeconds(4) } };
        await _cluster.StartAsync(Impatient);
        await _cluster.StartAsync(Impatient);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
            await _redis.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_Redis_that_stops_for_longer_than_a_lease_costs_nobody_anything()
    {
        var (alice, bob) = await JoinTwoAsync();
        _redis.Signal("STOP");
        await AwayAsync();
        await PassAsync(2 * Lease);
        await HeldUpAsync(alice, bob, () => _redis.Signal("CONT"));
        await _cluster.SeeAsync(alice.Peer, "one", "two", "three");
    }

    [Fact]
    public async Task A_Redis_that_is_stopped_for_longer_than_its_keys_live_is_written_again()
    {
        var (alice, bob) = await JoinTwoAsync();
        _redis.Signal("STOP");
        await AwayAsync();
        await PassAsync(Lease + (_cluster.Options.Grace * 1.5) + TimeSpan.FromSeconds(1));
        await HeldUpAsync(alice, bob, () => _redis.Signal("CONT"));
        await NameIsTakenAsync("alice");
    }

    [Fact]
    public async Task A_Redis_that_comes_back_empty_is_written_again_and_all_servers_agree_within_15_s()
    {
        var (alice, bob) = await JoinTwoAsync();
        _redis.Kill();
        await AwayAsync();
        await HeldUpAsync(alice, bob, () => _redis.RestartAsync().GetAwaiter().GetResult());
        await NameIsTakenAsync("alice");
        var late = await _cluster.StartAsync();
        Assert.True(late.View.Has(alice.Peer, "one", "two", "three"));
        Assert.True(late.View.Has(bob.Peer, "bob's"));
    }

    [Fact]
    public async Task A_Redis_that_is_emptied_in_one_stroke_is_written_again()
    {
        var (alice, bob) = await JoinTwoAsync();
        await _redis.RestartAsync();
        var late = await _cluster.StartAsync(Impatient);
        await Eventually.TrueAsync(() => late.View.Has(alice.Peer, "one", "two") && late.View.Has(bob.Peer, "bob's"), "a new server learns of all peers");
        await _cluster.SeeAsync(alice.Peer, "one", "two");
        Assert.DoesNotContain(_cluster[0].View.Events, change => change is DirectoryEvent.Left or DirectoryEvent.Detached);
        Assert.DoesNotContain(_cluster[1].View.Events, change => change is DirectoryEvent.Left or DirectoryEvent.Detached);
    }

    [Fact]
    public async Task While_Redis_is_away_known_peers_come_back_and_new_names_do_not()
    {
        var (alice, _) = await JoinTwoAsync();
        var carol = await _cluster[0].Directory.AttachAsync("carol");
        await _cluster.SeeAsync(carol.Session.Peer);
        _redis.Kill();
        await AwayAsync();

        Assert.Equal(AttachOutcome.Unavailable, (await _cluster[0].Directory.AttachAsync("dave")).Outcome);
        Assert.Equal(AttachOutcome.Unavailable, (await _cluster[0].Directory.AttachAsync("dave", carol.ResumeToken)).Outcome);
        var nameless = await _cluster[0].Directory.AttachAsync("");
        Assert.Equal(AttachOutcome.Joined, nameless.Outcome);
        await _cluster[0].Directory.DetachAsync(carol.Session);
        var back = await _cluster[1].Directory.AttachAsync("carol", carol.ResumeToken);
        Assert.Equal(AttachOutcome.Resumed, back.Outcome);
        _cluster[1].Beat(back.Session);
        _cluster[0].Beat(nameless.Session);
        Assert.Equal(ShareOutcome.Applied, (await _cluster[1].Directory.ShareAsync(back.Session, 0, 9, [(0, "carol's")])).Outcome);
        await _cluster[0].Directory.LeaveAsync(alice);

        await _redis.RestartAsync();
        await _cluster.SeeAsync(carol.Session.Peer, "carol's");
        await _cluster.SeeAsync(nameless.Session.Peer);
        await _cluster.SeeGoneAsync(alice.Peer);
        Assert.Equal(AttachOutcome.Joined, (await _cluster[1].Directory.AttachAsync("alice")).Outcome);
    }

    [Fact]
    public async Task Who_resumes_on_another_server_while_Redis_is_away_stays_there()
    {
        var (alice, _) = await JoinTwoAsync();
        var carol = await _cluster[0].Directory.AttachAsync("carol");
        await _cluster[0].Directory.ShareAsync(carol.Session, 0, 1, Two);
        _cluster[0].Beat(carol.Session);
        await _cluster.SeeAsync(carol.Session.Peer, "one", "two");
        _redis.Signal("STOP");
        await AwayAsync();
        var back = await _cluster[1].Directory.AttachAsync("carol", carol.ResumeToken);
        Assert.Equal(AttachOutcome.Resumed, back.Outcome);
        Assert.Equal(1UL, back.CatalogueVersion);
        _cluster[1].Beat(back.Session);
        _redis.Signal("CONT");
        await Eventually.TrueAsync(() => _cluster[0].View.Find(carol.Session.Peer)?.Session == back.Session.Number, "the old server learns of the new session");
        Assert.Equal(ShareOutcome.Applied, (await _cluster[1].Directory.ShareAsync(back.Session, 1, 2, [(2, "three")])).Outcome);
        await _cluster.SeeAsync(carol.Session.Peer, "one", "two", "three");
        Assert.True(_cluster[0].View.Has(alice.Peer, "one", "two"));
    }

    [Fact]
    public async Task Who_quit_while_Redis_was_away_and_joins_another_server_of_an_emptied_one_is_there_once()
    {
        var (alice, bob) = await JoinTwoAsync();
        _redis.Kill();
        await AwayAsync();
        await _cluster[0].Directory.LeaveAsync(alice);
        await _redis.RestartAsync();

        var again = default(AttachResult)!;
        await Eventually.TrueAsync(
            async () => (again = await _cluster[1].Directory.AttachAsync("alice")).Outcome != AttachOutcome.Unavailable, "the store answers");
        Assert.Equal(AttachOutcome.Joined, again.Outcome);
        Assert.Null(_cluster[1].View.Find(alice.Peer));
        _cluster[1].Beat(again.Session);
        await _cluster.SeeAsync(again.Session.Peer);
        await _cluster.SeeGoneAsync(alice.Peer);
        await _cluster.SeeAsync(bob.Peer, "bob's");
    }

    [Fact]
    public async Task Who_lost_its_name_meanwhile_stays_without_one()
    {
        var (alice, _) = await JoinTwoAsync();
        await _redis.RestartAsync();
        await using (var witness = new IndexClusterWitness(_redis.Connection, _cluster.Prefix))
        {
            await witness.GiveNameAsync("bob", PeerId.Create());
        }

        await Eventually.TrueAsync(() => _cluster[0].View.Peers.Values.Any(peer => peer.Record.User.Length == 0 && peer.Attached), "the other server sees the name gone");
        Assert.Contains(_cluster[1].View.Events, change => change is DirectoryEvent.RecordChanged { Record.User: "" });
        Assert.True(_cluster[0].View.Has(alice.Peer, "one", "two"));
    }

    [Fact]
    public async Task A_server_that_starts_while_Redis_is_away_joins_in_later()
    {
        var (alice, _) = await JoinTwoAsync();
        _redis.Signal("STOP");
        await AwayAsync();
        var late = await _cluster.StartAsync(Impatient);
        Assert.False(late.Directory.Status.Available);
        _redis.Signal("CONT");
        await Eventually.TrueAsync(() => late.View.Has(alice.Peer, "one", "two"), "it learns of those who are there");
    }

    [Fact]
    public async Task Scripts_that_Redis_forgot_are_sent_again()
    {
        var (alice, _) = await JoinTwoAsync();
        await using var witness = new IndexClusterWitness(_redis.Connection, _cluster.Prefix);
        await witness.ForgetScriptsAsync();
        Assert.Equal(ShareOutcome.Applied, (await _cluster[0].Directory.ShareAsync(alice, 1, 2, [(2, "three")])).Outcome);
        await _cluster.SeeAsync(alice.Peer, "one", "two", "three");
    }

    private static RedisDirectoryOptions Impatient(RedisDirectoryOptions options) => options with
    {
        CommandTimeout = TimeSpan.FromMilliseconds(700),
        CompareInterval = TimeSpan.FromSeconds(3),
    };

    /// <summary>Redis is away: a share goes on; Redis is back: it is everywhere within 15 s, and nobody was dropped.</summary>
    private async Task HeldUpAsync(PeerSession alice, PeerSession bob, Action bringBack)
    {
        Assert.Equal(ShareOutcome.Applied, (await _cluster[0].Directory.ShareAsync(alice, 1, 2, [(2, "three")])).Outcome);
        Assert.True(_cluster[0].View.Has(alice.Peer, "one", "two", "three"));
        bringBack();
        var watch = Stopwatch.StartNew();
        await _cluster.SeeAsync(alice.Peer, "one", "two", "three");
        await _cluster.SeeAsync(bob.Peer, "bob's");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        await PassAsync(2 * Lease);
        await _cluster.SeeAsync(alice.Peer, "one", "two", "three");
        await _cluster.SeeAsync(bob.Peer, "bob's");
        Assert.DoesNotContain(_cluster[0].View.Events, change => change is DirectoryEvent.Left or DirectoryEvent.Detached);
        Assert.DoesNotContain(_cluster[1].View.Events, change => change is DirectoryEvent.Left or DirectoryEvent.Detached);
    }

    private async Task<(PeerSession Alice, PeerSession Bob)> JoinTwoAsync()
    {
        var alice = (await _cluster[0].Directory.AttachAsync("alice")).Session;
        var bob = (await _cluster[1].Directory.AttachAsync("bob")).Session;
        _cluster[0].Beat(alice);
        _cluster[1].Beat(bob);
        await _cluster[0].Directory.ShareAsync(alice, 0, 1, Two);
        await _cluster[1].Directory.ShareAsync(bob, 0, 1, [(0, "bob's")]);
        await _cluster.SeeAsync(alice.Peer, "one", "two");
        await _cluster.SeeAsync(bob.Peer, "bob's");
        return (alice, bob);
    }

    private Task AwayAsync() => Eventually.TrueAsync(
        () => !_cluster[0].Directory.Status.Available && !_cluster[1].Directory.Status.Available, "both servers notice that Redis is away");

    private static Task PassAsync(TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        return Eventually.TrueAsync(() => watch.Elapsed > time, "time passes");
    }

    /// <summary>As soon as the store can tell; on a busy machine it may seem away for a moment more.</summary>
    private async Task NameIsTakenAsync(string name)
    {
        var outcome = AttachOutcome.Unavailable;
        await Eventually.TrueAsync(
            async () => (outcome = (await _cluster[1].Directory.AttachAsync(name)).Outcome) != AttachOutcome.Unavailable, "the store answers");
        Assert.Equal(AttachOutcome.NameTaken, outcome);
    }
}
