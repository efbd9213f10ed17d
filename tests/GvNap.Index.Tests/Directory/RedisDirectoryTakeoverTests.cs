using GvNap.Index.Directory;

namespace GvNap.Index.Tests.Directory;

/// <summary>A peer is at another server before the one that it was at has written all of it.</summary>
public sealed class RedisDirectoryTakeoverTests(RedisFixture redis)
{
    private static readonly (uint, string)[] Two = [(0, "one"), (1, "two")];

    [Fact]
    public async Task Who_quit_before_that_could_be_written_and_came_back_elsewhere_keeps_its_files_and_stays()
    {
        var refuses = false;
        await using var cluster = await StartAsync(TimeSpan.FromMinutes(1));
        var first = await cluster.StartAsync(options => options with
        {
            CompareInterval = TimeSpan.FromMinutes(5),
            BeforeCommand = command => _ = refuses && (command is "leave" or "announce") ? throw new TimeoutException("An injected fault.") : command,
        });
        var second = await cluster.StartAsync();
        var alice = await first.Directory.AttachAsync("alice");
        await first.Directory.ShareAsync(alice.Session, 0, 1, Two);
        await cluster.SeeAsync(alice.Session.Peer, "one", "two");

        refuses = true;
        await first.Directory.LeaveAsync(alice.Session);
        var bob = await first.Directory.AttachAsync("");
        var again = await second.Directory.AttachAsync("alice", alice.ResumeToken);
        Assert.Equal((AttachOutcome.Resumed, 1ul), (again.Outcome, again.CatalogueVersion));
        await cluster.SeeAsync(alice.Session.Peer, "one", "two");

        // What is due of one peer is written along with what is due of the other.
        refuses = false;
        await cluster.SeeAsync(bob.Session.Peer);
        var carol = await first.Directory.AttachAsync("carol");
        await cluster.SeeAsync(carol.Session.Peer);
        await cluster.SeeAsync(alice.Session.Peer, "one", "two");
        Assert.Single(first.View.Events, change => change is DirectoryEvent.Left && change.Peer == alice.Session.Peer);
        Assert.DoesNotContain(second.View.Events, change => change is DirectoryEvent.Left);
        Assert.Equal(AttachOutcome.NameTaken, (await first.Directory.AttachAsync("alice")).Outcome);
    }

    [Fact]
    public async Task A_session_that_is_told_just_as_it_is_written_over_is_written_again()
    {
        using var may = new ManualResetEventSlim();
        using var told = new ManualResetEventSlim();
        using var mayRead = new ManualResetEventSlim(true);
        var last = "";
        await using var cluster = await StartAsync(TimeSpan.FromSeconds(6));
        var first = await cluster.StartAsync(options => options with
        {
            CompareInterval = TimeSpan.FromMinutes(5),
            BeforeCommand = command =>
            {
                // It reads the state before it restores only if it is about to write over a newer session.
                var before = Interlocked.Exchange(ref last, command is "claim" or "restore" or "read state" ? command : last);
                if (command == "restore" && before == "read state")
                {
                    mayRead.Reset();
                    may.Set();
                    Assert.True(told.Wait(Eventually.Timeout));
                }

                Assert.True(command != "read" || mayRead.Wait(Eventually.Timeout));
            },
            AfterCommand = command => SetAfter("announce", command, mayRead),
        });
        var second = await cluster.StartAsync(options => options with
        {
            BeforeCommand = command => Assert.True(command != "announce" || may.Wait(Eventually.Timeout)),
            AfterCommand = command => SetAfter("announce", command, told),
        });
        var alice = await first.Directory.AttachAsync("alice");
        first.Beat(alice.Session);
        await first.Directory.ShareAsync(alice.Session, 0, 1, Two);
        await cluster.SeeAsync(alice.Session.Peer, "one", "two");

        var moving = Task.Run(() => second.Directory.AttachAsync("alice", alice.ResumeToken), TestContext.Current.CancellationToken);
        await using (var witness = new IndexClusterWitness(await redis.ConnectionAsync(), cluster.Prefix))
        {
            await Eventually.TrueAsync(async () => await witness.SessionAsync(alice.Session.Peer) > alice.Session.Number, "the newer session is begun");
        }

        Assert.Equal(ShareOutcome.Applied, (await first.Directory.ShareAsync(alice.Session, 1, 2, [(2, "three")])).Outcome);
        var moved = await moving;
        Assert.Equal((AttachOutcome.Resumed, 1ul), (moved.Outcome, moved.CatalogueVersion));
        second.Beat(moved.Session);
        await cluster.SeeAsync(alice.Session.Peer, "one", "two");
        Assert.Equal(moved.Session.Number, first.View.Find(alice.Session.Peer)!.Session);
        await cluster.StartAsync();
        await cluster.SeeAsync(alice.Session.Peer, "one", "two");
    }

    [Fact]
    public async Task A_living_peer_whose_lease_nobody_renewed_stays_listed_where_it_is_and_comes_back_elsewhere()
    {
        await using var cluster = await StartAsync(TimeSpan.FromMinutes(1));
        var first = await cluster.StartAsync();
        var second = await cluster.StartAsync();
        var alice = (await first.Directory.AttachAsync("alice")).Session;
        first.Beat(alice);
        await first.Directory.ShareAsync(alice, 0, 1, Two);
        await cluster.SeeAsync(alice.Peer, "one", "two");

        await using (var witness = new IndexClusterWitness(await redis.ConnectionAsync(), cluster.Prefix))
        {
            await witness.ReapAsync(alice, cluster.Options);
        }

        await Eventually.TrueAsync(() => second.View.Events.Any(change => change is DirectoryEvent.Left), "the other server sees it lapse");
        await cluster.SeeAsync(alice.Peer, "one", "two");
        Assert.DoesNotContain(first.View.Events, change => change is DirectoryEvent.Left or DirectoryEvent.Detached);
    }

    private static void SetAfter(string awaited, string command, ManualResetEventSlim done)
    {
        if (command == awaited)
        {
            done.Set();
        }
    }

    private async Task<IndexCluster> StartAsync(TimeSpan lease) =>
        new(await redis.ConnectionAsync()) { Options = new() { Lease = lease, Grace = TimeSpan.FromSeconds(30) } };
}
