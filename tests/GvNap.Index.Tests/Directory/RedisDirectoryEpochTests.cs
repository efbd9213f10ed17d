using GvNap.Index.Directory;

namespace GvNap.Index.Tests.Directory;

/// <summary>The store is emptied in one stroke, just as a server is in the middle of something.</summary>
public sealed class RedisDirectoryEpochTests(RedisFixture redis) : IAsyncLifetime
{
    private static readonly (uint, string)[] Two = [(0, "one"), (1, "two")];

    private IndexCluster _cluster = null!;
    private IndexClusterWitness _witness = null!;
    private int _armed;
    private volatile bool _emptied;

    public async ValueTask InitializeAsync()
    {
        var connection = await redis.ConnectionAsync();
        _cluster = new(connection) { Options = new() { Lease = TimeSpan.FromMinutes(1), Grace = TimeSpan.FromMinutes(1) } };
        _witness = new(connection, _cluster.Prefix);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
            await _witness.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_change_that_was_told_before_holds_back_none_that_is_told_after()
    {
        using var noticed = new ManualResetEventSlim();
        var first = await _cluster.StartAsync(options => options with
        {
            BeforeCommand = command =>
            {
                if (_emptied && command == "read states")
                {
                    noticed.Set();
                }
            },
            AfterCommand = command =>
            {
                if (EmptyAt("announce", command))
                {
                    Assert.True(noticed.Wait(Eventually.Timeout));
                }
            },
        });
        var second = await _cluster.StartAsync();
        var alice = await JoinAsync(first);
        await CountUpAsync(second);

        Volatile.Write(ref _armed, 1);
        await Task.Run(() => first.Directory.ShareAsync(alice.Session, 1, 2, [(2, "three")]), TestContext.Current.CancellationToken);
        await _cluster.SeeAsync(alice.Session.Peer, "one", "two", "three");
        Assert.True(_emptied);

        var moved = default(AttachResult)!;
        await Eventually.TrueAsync(
            async () => (moved = await second.Directory.AttachAsync("alice", alice.ResumeToken)).Outcome == AttachOutcome.Resumed, "it is written again");
        second.Beat(moved.Session);
        await Eventually.TrueAsync(() => first.View.Find(alice.Session.Peer)?.Session == moved.Session.Number, "its old server hears of its new session");
        await _cluster.SeeAsync(alice.Session.Peer, "one", "two", "three");
    }

    [Fact]
    public async Task Nobody_is_taken_to_be_gone_by_who_read_the_log_before_and_compares_after()
    {
        var first = await _cluster.StartAsync();
        var second = await _cluster.StartAsync(options => options with
        {
            CompareInterval = TimeSpan.FromMilliseconds(300),
            BeforeCommand = command => EmptyAt("read states", command),
        });
        var alice = await JoinAsync(first);
        Volatile.Write(ref _armed, 1);
        await AssertStaysAsync(alice.Session, first, second, "one", "two");
    }

    [Fact]
    public async Task Nobody_is_taken_to_share_nothing_by_who_read_the_log_before_and_the_files_after()
    {
        var first = await _cluster.StartAsync();
        var second = await _cluster.StartAsync(options => options with { BeforeCommand = command => EmptyAt("read entries", command) });
        var alice = await JoinAsync(first);
        Volatile.Write(ref _armed, 1);
        await first.Directory.ShareAsync(alice.Session, 1, 2, [(2, "three")]);
        await AssertStaysAsync(alice.Session, first, second, "one", "two", "three");
    }

    private async Task<AttachResult> JoinAsync(IndexCluster.Member server)
    {
        var alice = await server.Directory.AttachAsync("alice");
        server.Beat(alice.Session);
        await server.Directory.ShareAsync(alice.Session, 0, 1, Two);
        await _cluster.SeeAsync(alice.Session.Peer, "one", "two");
        return alice;
    }

    /// <summary>Makes the numbers of the log larger than those that will be reached once it begins anew.</summary>
    private static async Task CountUpAsync(IndexCluster.Member server)
    {
        for (var i = 0; i < 20; i++)
        {
            await server.Directory.LeaveAsync((await server.Directory.AttachAsync("")).Session);
        }
    }

    /// <summary>The peer is written again, and other servers' followers saw it, with files, all the time.</summary>
    private async Task AssertStaysAsync(PeerSession alice, IndexCluster.Member home, IndexCluster.Member other, params string[] files)
    {
        await Eventually.TrueAsync(() => _emptied, "the store was emptied");
        await Eventually.TrueAsync(async () => await _witness.SessionAsync(alice.Peer) == alice.Number, "the peer is written again");
        var bob = await home.Directory.AttachAsync("bob");
        await _cluster.SeeAsync(bob.Session.Peer);
        await _cluster.SeeAsync(alice.Peer, files);
        Assert.DoesNotContain(other.View.Events, change => change is DirectoryEvent.Left or DirectoryEvent.CatalogueChanged { Change.Version: 0 });
    }

    private bool EmptyAt(string moment, string command)
    {
        if (command != moment || Interlocked.Exchange(ref _armed, 0) == 0)
        {
            return false;
        }

        _witness.EmptyAsync().GetAwaiter().GetResult();
        return _emptied = true;
    }
}
