[assembly: AssemblyFixture(typeof(GvNap.Index.Tests.Directory.RedisClusterFixture))]

namespace GvNap.Index.Tests.Directory;

/// <summary>A Redis Cluster of three nodes that all tests share, each under its own key prefix; started when the first asks for it.</summary>
public sealed class RedisClusterFixture : IAsyncDisposable
{
    private readonly Lazy<Task<ClusterProcesses?>> _cluster = new(() => Task.Run(() => ClusterProcesses.StartAsync(replicas: 0, nodeTimeout: TimeSpan.FromMinutes(1))));

    /// <summary>Where it is; skips the test if there is none on this machine.</summary>
    public async Task<string> ConnectionAsync()
    {
        var cluster = await _cluster.Value;
        if (cluster is null)
        {
            Assert.Skip("There is no redis-server or no redis-cli on the PATH.");
        }

        return cluster.Connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster.IsValueCreated && await _cluster.Value is { } cluster)
        {
            await cluster.DisposeAsync();
        }
    }
}
