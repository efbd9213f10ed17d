using GvNap.Index.Directory;
using GvNap.Index.Directory.Redis;

namespace GvNap.Index.Tests.Directory;

/// <summary>Index servers that start, die, or miss something, on a Redis that is always there.</summary>
public sealed class RedisDirectoryRecoveryTests(RedisFixture redis)
{
    private static readonly (uint, string)[] Two = [(0, "one"), (1, "two")];

    [Fact]
    public async Task A_server_that_starts_knows_everyone_who_is_there()
    {
        await using var cluster = await StartAsync(1);
        var files = Files(4_500);
        var alice = await cluster[0].Directory.AttachAsync("alice");
        for (var batch = 0; batch < 3; batch++)
        {
            await cluster[0].Directory.ShareAsync(alice.Session, (ulong)batch, (ulong)batch + 1, [.. files.Skip(1_500 * batch).Take(1_500)]);
        }

        var late = await cluster.StartAsync();
        Assert.True(late.View.Has(alice.Session.Peer, [.. files.Select(file => file.Name)]));
    }

    [Fact]
    public async Task A_large_catalogue_is_written_in_parts()
    {
        var shares = 0;
        await using var cluster = await StartAsync(1);
        var writer = await cluster.StartAsync(options => options with
        {
            BeforeCommand = command => shares += command == "share" ? 1 : 0,
        });
        var files = Files(9_000);
        var alice = await writer.Directory.AttachAsync("alice");
        Assert.Equal(ShareOutcome.Applied, (await writer.Directory.ShareAsync(alice.Session, 0, 1, files)).Outcome);
        Assert.InRange(shares, 5, 7);
        await cluster.SeeAsync(alice.Session.Peer, [.. files.Select(file => file.Name)]);
        Assert.Equal(ShareOutcome.Applied, (await writer.Directory.ShareAsync(alice.Session, 0, 2, [(5, "all that is left")], replace: true)).Outcome);
        await cluster.SeeAsync(alice.Session.Peer, "all that is left");
        await cluster.StartAsync();
        await cluster.SeeAsync(alice.Session.Peer, "all that is left");
    }

    [Fact]
    public async Task Servers_killed_and_started_again_know_all_peers_and_need_no_catalogue()
    {
        await using var cluster = await StartAsync(2);
        var alice = await cluster[0].Directory.AttachAsync("alice");
        var bob = await cluster[1].Directory.AttachAsync("bob");
        await cluster[0].Directory.ShareAsync(alice.Session, 0, 1, Two);
        await cluster[1].Directory.ShareAsync(bob.Session, 0, 5, [(0, "bob's")]);
        await cluster.KillAsync(cluster[1]);
        await cluster.KillAsync(cluster[0]);

        await cluster.StartAsync();
        await cluster.StartAsync();
        await cluster.SeeAsync(alice.Session.Peer, "one", "two");
        await cluster.SeeAsync(bob.Session.Peer, "bob's");
        var again = await cluster[1].Directory.AttachAsync("alice", alice.ResumeToken);
        Assert.Equal(AttachOutcome.Resumed, again.Outcome);
        Assert.Equal(1UL, again.CatalogueVersion);
        await cluster.SeeAsync(alice.Session.Peer, "one", "two");
    }

    [Fact]
    public async Task A_silent_peer_that_the_store_never_took_lapses_and_its_next_sign_of_life_brings_it_back()
    {
        var refuses = true;
        await using var cluster = new IndexCluster(await redis.ConnectionAsync()) { Options = new() { Lease = TimeSpan.FromSeconds(3) } };
        var server = await cluster.StartAsync(options => Refusing(options, () => refuses));
        var alice = await server.Directory.AttachAsync("alice");
        Assert.NotNull(server.View.Find(alice.Session.Peer));
        await cluster.SeeGoneAsync(alice.Session.Peer);

        server.Beat(alice.Session);
        await cluster.SeeAsync(alice.Session.Peer);
        refuses = false;
        await cluster.StartAsync();
        await cluster.SeeAsync(alice.Session.Peer);
    }

    [Fact]
    public async Task A_silent_peer_whose_next_server_died_before_it_told_anyone_lapses()
    {
        var refuses = true;
        await using var cluster = new IndexCluster(await redis.ConnectionAsync()) { Options = new() { Lease = TimeSpan.FromSeconds(3) } };
        var first = await cluster.StartAsync(options => Refusing(options, () => refuses));
        var alice = await first.Directory.AttachAsync("alice");
        var second = await cluster.StartAsync(options => Refusing(options, () => true));
        await second.Directory.AttachAsync("alice", alice.ResumeToken);
        await cluster.KillAsync(second);

        refuses = false;
        await cluster.SeeGoneAsync(alice.Session.Peer);
    }

    [Fact]
    public async Task Who_joins_under_the_name_of_one_who_quit_takes_its_place_even_before_that_is_told()
    {
        var refuses = false;
        await using var cluster = await StartAsync(1);
        var first = await cluster.StartAsync(options => Refusing(options, () => refuses));
        var second = await cluster.StartAsync(Seldom);
        var early = (await first.Directory.AttachAsync("alice")).Session;
        await first.Directory.ShareAsync(early, 0, 1, Two);
        await cluster.SeeAsync(early.Peer, "one", "two");

        refuses = true;
        await first.Directory.LeaveAsync(early);
        Assert.NotNull(second.View.Find(early.Peer));
        var late = await second.Directory.AttachAsync("Alice");
        Assert.Equal(AttachOutcome.Joined, late.Outcome);
        Assert.Null(second.View.Find(early.Peer));

        refuses = false;
        await cluster.SeeAsync(late.Session.Peer);
        await cluster.SeeGoneAsync(early.Peer);
    }

    [Fact]
    public async Task While_a_peer_is_being_written_again_the_others_leases_are_renewed()
    {
        using var mayWrite = new ManualResetEventSlim(true);
        var (renewals, writes) = (0, 0);
        await using var cluster = new IndexCluster(await redis.ConnectionAsync());
        var server = await cluster.StartAsync(options => Noting(options, command =>
        {
            renewals += command == "renew" ? 1 : 0;
            writes += command == "restore" ? 1 : 0;
            Assert.True(command != "restore" || mayWrite.Wait(Eventually.Timeout));
        }));
        var alice = (await server.Directory.AttachAsync("alice")).Session;
        var bob = (await server.Directory.AttachAsync("bob")).Session;
        server.Beat(alice);
        server.Beat(bob);

        mayWrite.Reset();
        await using (var witness = new IndexClusterWitness(await redis.ConnectionAsync(), cluster.Prefix))
        {
            await witness.DamageAsync(bob.Peer);
        }

        await Eventually.TrueAsync(() => writes > 0, "it is being written");
        var before = renewals;
        await Eventually.TrueAsync(() => renewals > before + 5, "leases are renewed");
        mayWrite.Set();
        await cluster.StartAsync();
        await cluster.SeeAsync(alice.Peer);
        await cluster.SeeAsync(bob.Peer);
    }

    [Fact]
    public async Task Files_that_are_read_while_their_catalogue_is_being_written_again_are_not_lost()
    {
        await using var cluster = await StartAsync(1);
        await using var witness = new IndexClusterWitness(await redis.ConnectionAsync(), cluster.Prefix);
        var alice = (await cluster[0].Directory.AttachAsync("alice")).Session;
        Func<Task>? putBack = null;
        var read = false;
        var reader = await cluster.StartAsync(options => options with
        {
            CompareInterval = TimeSpan.FromMilliseconds(300),
            BeforeCommand = command => putBack ??= command == "read entries" ? witness.RewriteAsync(alice.Peer).GetAwaiter().GetResult() : null,
            AfterCommand = command => read |= command == "read entries",
        });
        await cluster[0].Directory.ShareAsync(alice, 0, 1, Two);

        await Eventually.TrueAsync(() => read, "the files are read one by one");
        await putBack!();
        await cluster.SeeAsync(alice.Peer, "one", "two");
        Assert.True(reader.View.Has(alice.Peer, "one", "two"));
    }

    [Fact]
    public async Task A_peer_stays_though_a_server_that_died_had_begun_a_newer_session_of_it()
    {
        await using var cluster = await StartAsync(1, TimeSpan.FromSeconds(6));
        await cluster.StartAsync(Often);
        var alice = (await cluster[0].Directory.AttachAsync("alice")).Session;
        cluster[0].Beat(alice);
        await cluster[0].Directory.ShareAsync(alice, 0, 1, Two);
        await cluster.SeeAsync(alice.Peer, "one", "two");

        await using (var witness = new IndexClusterWitness(await redis.ConnectionAsync(), cluster.Prefix))
        {
            await witness.BeginSessionAsync(alice);
        }

        Assert.Equal(ShareOutcome.Applied, (await cluster[0].Directory.ShareAsync(alice, 1, 2, [(2, "three")])).Outcome);
        await cluster.SeeAsync(alice.Peer, "one", "two", "three");
        await cluster.StartAsync();
        await cluster.SeeAsync(alice.Peer, "one", "two", "three");
    }

    [Fact]
    public async Task A_gap_in_the_log_is_noticed_and_repaired()
    {
        await using var cluster = new IndexCluster(await redis.ConnectionAsync());
        var writer = await cluster.StartAsync(options => Short(options, TimeSpan.FromMilliseconds(50)));
        await cluster.StartAsync(options => Short(options, TimeSpan.FromSeconds(2)));
        var warm = await writer.Directory.AttachAsync("warm");
        await cluster.SeeAsync(warm.Session.Peer);
        var peers = new List<AttachResult>();
        for (var i = 0; i < 40; i++)
        {
            var peer = await writer.Directory.AttachAsync($"peer{i}");
            await writer.Directory.ShareAsync(peer.Session, 0, 1, [(0, $"file{i}")]);
            peers.Add(peer);
        }

        await writer.Directory.LeaveAsync(peers[0].Session);
        await cluster.SeeGoneAsync(peers[0].Session.Peer);
        for (var i = 1; i < 40; i++)
        {
            await cluster.SeeAsync(peers[i].Session.Peer, $"file{i}");
        }

    }

    [Fact]
    public async Task What_was_lost_between_two_writes_is_repaired_by_comparing()
    {
        await using var cluster = new IndexCluster(await redis.ConnectionAsync());
        await cluster.StartAsync(Often);
        await cluster.StartAsync(Often);
        var alice = await cluster[0].Directory.AttachAsync("alice");
        await cluster[0].Directory.ShareAsync(alice.Session, 0, 1, Two);
        await cluster.SeeAsync(alice.Session.Peer, "one", "two");
        await using (var witness = new IndexClusterWitness(await redis.ConnectionAsync(), cluster.Prefix))
        {
            await witness.DamageAsync(alice.Session.Peer);
        }

        cluster[0].Beat(alice.Session);
        var late = await cluster.StartAsync(Often);
        await cluster.SeeAsync(alice.Session.Peer, "one", "two");
        Assert.Empty(late.View.Complaints);
    }

    [Fact]
    public async Task A_catalogue_whose_change_nobody_was_told_of_is_found_by_comparing()
    {
        await using var cluster = await StartAsync(1);
        var alice = await cluster[0].Directory.AttachAsync("alice");
        await cluster[0].Directory.ShareAsync(alice.Session, 0, 1, Two);
        await cluster.KillAsync(cluster[0]);
        await cluster.StartAsync(Often);
        await cluster.SeeAsync(alice.Session.Peer, "one", "two");
        await using var witness = new IndexClusterWitness(await redis.ConnectionAsync(), cluster.Prefix);
        await witness.ShareSilentlyAsync(alice.Session.Peer, 2, "three", 2);
        await cluster.SeeAsync(alice.Session.Peer, "one", "two", "three");
    }

    [Fact]
    public async Task What_a_peer_shares_here_stands_above_what_was_just_being_read_of_its_time_elsewhere()
    {
        using var reading = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var fails = false;
        await using var cluster = await StartAsync(1);
        var here = await cluster.StartAsync(options => options with
        {
            BeforeCommand = command =>
            {
                if (command == "read entries")
                {
                    reading.Set();
                    goOn.Wait(TestContext.Current.CancellationToken);
                }
                else if (command == "claim" && fails)
                {
                    throw new TimeoutException("An injected fault.");
                }
            },
        });
        var alice = await cluster[0].Directory.AttachAsync("alice");
        await cluster.SeeAsync(alice.Session.Peer);

        await cluster[0].Directory.ShareAsync(alice.Session, 0, 1, [(0, "elsewhere")]);
        await Task.Run(() => reading.Wait(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        fails = true;
        var moved = await here.Directory.AttachAsync("alice", alice.ResumeToken);
        fails = false;
        var shared = await here.Directory.ShareAsync(moved.Session, 0, 2, [(1, "here")], replace: true);
        goOn.Set();

        Assert.Equal(AttachOutcome.Resumed, moved.Outcome);
        Assert.Equal(ShareOutcome.Applied, shared.Outcome);
        await cluster.SeeAsync(alice.Session.Peer, "here");
        await cluster.StartAsync();
        await cluster.SeeAsync(alice.Session.Peer, "here");
    }

    private static (uint Number, string Name)[] Files(int count) =>
        [.. Enumerable.Range(0, count).Select(number => ((uint)number, $"file {number}"))];

    private static RedisDirectoryOptions Short(RedisDirectoryOptions options, TimeSpan poll) =>
        options with { ListenForChanges = false, PollInterval = poll, LogLength = 8, CompareInterval = TimeSpan.FromMinutes(5) };

    /// <summary>No change of the directory is announced while <paramref name="refuses"/>.</summary>
    private static RedisDirectoryOptions Refusing(RedisDirectoryOptions options, Func<bool> refuses) => options with
    {
        BeforeCommand = command => _ = refuses() && command == "announce" ? throw new TimeoutException("An injected fault.") : command,
    };

    private static RedisDirectoryOptions Noting(RedisDirectoryOptions options, Action<string> note) =>
        options with { BeforeCommand = note };

    private static RedisDirectoryOptions Seldom(RedisDirectoryOptions options) =>
        options with { CompareInterval = TimeSpan.FromMinutes(5) };

    private static RedisDirectoryOptions Often(RedisDirectoryOptions options) =>
        options with { CompareInterval = TimeSpan.FromMilliseconds(300) };

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
