using GvNap.Index.Directory;
using GvNap.Index.Directory.Redis;

namespace GvNap.Index.Tests.Directory;

/// <summary>A Redis Cluster whose masters die in the middle of the work; their replicas take over.</summary>
[Collection(ShortLeaseCollection.Name)]
public sealed class RedisClusterFailoverTests
{
    private const int Peers = 30;

    [Fact]
    public async Task When_the_master_of_the_directory_dies_its_replica_goes_on_and_all_servers_agree()
    {
        await using var redis = await StartAsync();
        await using var servers = new IndexCluster(redis.Connection) { Options = new() { Lease = TimeSpan.FromSeconds(6), Grace = TimeSpan.FromSeconds(30) } };
        await servers.StartAsync(Impatient);
        await servers.StartAsync(Impatient);
        var peers = new List<AttachResult>();
        for (var i = 0; i < Peers; i++)
        {
            peers.Add(await JoinAsync(servers[i % 2], $"peer{i}"));
        }

        // The peers go on sharing while it happens; what their server acknowledges counts.
        var keys = new RedisKeys(servers.Prefix);
        var died = Task.Run((await redis.MasterOfAsync($"{keys.State}")).Kill, TestContext.Current.CancellationToken);
        for (var i = 0; i < Peers; i++)
        {
            Assert.Equal(ShareOutcome.Applied, (await servers[i % 2].Directory.ShareAsync(peers[i].Session, 1, 2, [(1, $"second of peer{i}")])).Outcome);
        }

        await died;
        await Eventually.TrueAsync(redis.IsWellAsync, "the replica has taken over");
        await Eventually.TrueAsync(() => servers[0].Directory.Status.Available && servers[1].Directory.Status.Available, "the servers are connected again");
        var late = await servers.StartAsync(Impatient);
        for (var i = 0; i < Peers; i++)
        {
            await servers.SeeAsync(peers[i].Session.Peer, $"of peer{i}", $"second of peer{i}");
        }

        Assert.Empty(late.View.Complaints);
        var again = await AttachAsync(late, "peer0", peers[0].ResumeToken);
        Assert.Equal((AttachOutcome.Resumed, 2UL), (again.Outcome, again.CatalogueVersion));
    }

    private static async Task<ClusterProcesses> StartAsync()
    {
        var redis = await ClusterProcesses.StartAsync(replicas: 1, nodeTimeout: TimeSpan.FromSeconds(1));
        if (redis is null)
        {
            Assert.Skip("There is no redis-server or no redis-cli on the PATH.");
        }

        return redis;
    }

    private static async Task<AttachResult> JoinAsync(IndexCluster.Member server, string name)
    {
        var joined = await AttachAsync(server, name);
        Assert.Equal(AttachOutcome.Joined, joined.Outcome);
        server.Beat(joined.Session);
        await server.Directory.ShareAsync(joined.Session, 0, 1, [(0, $"of {name}")]);
        return joined;
    }

    /// <summary>As soon as the store answers in time, which on a busy machine it may not do at once.</summary>
    private static async Task<AttachResult> AttachAsync(IndexCluster.Member server, string name, ReadOnlyMemory<byte> token = default)
    {
        var result = default(AttachResult)!;
        await Eventually.TrueAsync(
            async () => (result = await server.Directory.AttachAsync(name, token)).Outcome != AttachOutcome.Unavailable, "the store answers");
        return result;
    }

    private static RedisDirectoryOptions Impatient(RedisDirectoryOptions options) =>
        options with { CommandTimeout = TimeSpan.FromMilliseconds(500), CompareInterval = TimeSpan.FromSeconds(1) };
}
