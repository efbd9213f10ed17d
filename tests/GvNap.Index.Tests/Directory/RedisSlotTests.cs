using GvNap.Index.Directory.Redis;
using GvNap.Protocol.Peers;
using StackExchange.Redis;

namespace GvNap.Index.Tests.Directory;

/// <summary>A script whose keys lie in several slots is refused by a cluster, wherever these are; a single Redis would run it.</summary>
public sealed class RedisSlotTests(RedisClusterFixture cluster)
{
    [Fact]
    public async Task Keys_that_are_used_together_lie_in_one_slot()
    {
        var keys = new RedisKeys("gvnap:");
        var peer = PeerId.Create();
        await AssertOneSlotAsync([keys.State, keys.Deadlines, keys.Changes, keys.Clock]);
        await AssertOneSlotAsync([keys.Lease(peer), .. keys.Chunks(peer, 100)]);
    }

    [Fact]
    public async Task A_cluster_refuses_what_touches_two_slots()
    {
        await using var connection = new Closing(await ConnectionMultiplexer.ConnectAsync(await cluster.ConnectionAsync()));
        var refused = await Assert.ThrowsAsync<RedisCommandException>(() => connection.Of.GetDatabase().ScriptEvaluateAsync("return 1", ["one", "another"]));
        Assert.Contains("slot", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    private async Task AssertOneSlotAsync(RedisKey[] keys)
    {
        await using var connection = new Closing(await ConnectionMultiplexer.ConnectAsync(await cluster.ConnectionAsync()));
        var slots = keys.Select(key => connection.Of.HashSlot(key)).ToHashSet();
        Assert.Single(slots);
        Assert.Equal(keys.Length, (int)await connection.Of.GetDatabase().ScriptEvaluateAsync("return #KEYS", keys));
    }

    private sealed class Closing(ConnectionMultiplexer connection) : IAsyncDisposable
    {
        public ConnectionMultiplexer Of => connection;

        public async ValueTask DisposeAsync() => await connection.CloseAsync();
    }
}
