using System.Diagnostics;
using GvNap.Index.Bans;
using GvNap.Index.Directory.Redis;

namespace GvNap.Index.Tests.Directory;

/// <summary>Bans of several index servers on one Redis.</summary>
public sealed class SharedBansTests(RedisFixture redis)
{
    private static readonly TimeSpan ASecond = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task They_hold_on_all_servers_within_a_second_and_are_lifted_there()
    {
        await using var cluster = new IndexCluster(await redis.ConnectionAsync());
        var (a, b) = ((await cluster.StartAsync()).Directory, (await cluster.StartAsync()).Directory);

        await Rounds.AssertInRangeAsync(TimeSpan.Zero, ASecond, async _ =>
        {
            await a.BanAsync("10.0.0.0/8", "spam");
            var held = await TimeAsync(() => b.BannedTargets() is ["10.0.0.0/8"], "the other server holds to it");
            Assert.Equal("spam", b.Bans.Current.All[0].Reason);

            Assert.Equal(BanOutcome.Done, await b.UnbanAsync("10.0.0.0/8"));
            var lifted = await TimeAsync(() => a.Bans.Current.All.Count == 0, "the first server lifts it");
            return held > lifted ? held : lifted;
        });
    }

    [Fact]
    public async Task A_server_that_starts_knows_them()
    {
        await using var cluster = new IndexCluster(await redis.ConnectionAsync());
        var first = await cluster.StartAsync();
        await first.Directory.BanAsync("alice");
        await cluster.KillAsync(first);

        var late = await cluster.StartAsync();

        Assert.Equal(["user:alice"], late.Directory.BannedTargets());
    }

    [Fact]
    public async Task What_is_decided_while_Redis_is_away_holds_here_at_once_and_everywhere_when_it_is_back()
    {
        await using var store = await StartAsync();
        await using var cluster = new IndexCluster(store.Connection);
        var (a, b) = ((await cluster.StartAsync(Impatient)).Directory, (await cluster.StartAsync(Impatient)).Directory);
        await a.BanAsync("alice");
        await Eventually.TrueAsync(() => b.BannedTargets() is ["user:alice"], "both hold to it");
        store.Signal("STOP");

        Assert.Equal(BanOutcome.DoneHere, await a.BanAsync("bob"));
        Assert.Equal(BanOutcome.DoneHere, await a.UnbanAsync("alice"));
        Assert.Equal(["user:bob"], a.BannedTargets());
        Assert.Equal(["user:alice"], b.BannedTargets());
        store.Signal("CONT");

        await Eventually.TrueAsync(() => b.BannedTargets() is ["user:bob"], "the other server holds to it, too");
        Assert.Equal(["user:bob"], a.BannedTargets());
    }

    [Fact]
    public async Task A_Redis_that_comes_back_empty_gets_them_again()
    {
        await using var store = await StartAsync();
        await using var cluster = new IndexCluster(store.Connection);
        var directory = (await cluster.StartAsync(Impatient)).Directory;
        await directory.BanAsync("alice", "spam");
        await directory.BanAsync("10.0.0.0/8");
        await store.RestartAsync();

        await Eventually.TrueAsync(
            async () => (await cluster.StartAsync(Impatient)).Directory.BannedTargets() is ["10.0.0.0/8", "user:alice"], "a new server learns of them");
        Assert.Equal(["10.0.0.0/8", "user:alice"], directory.BannedTargets());
    }

    private static async Task<TimeSpan> TimeAsync(Func<bool> condition, string description)
    {
        var watch = Stopwatch.StartNew();
        await Eventually.TrueAsync(condition, description);
        return watch.Elapsed;
    }

    private static async Task<StoreProcess> StartAsync()
    {
        if (await StoreProcess.StartRedisAsync() is { } store)
        {
            return store;
        }

        Assert.Skip("There is no redis-server on the PATH.");
        throw new InvalidOperationException();
    }

    private static RedisDirectoryOptions Impatient(RedisDirectoryOptions options) =>
        options with { CommandTimeout = TimeSpan.FromMilliseconds(700) };
}
