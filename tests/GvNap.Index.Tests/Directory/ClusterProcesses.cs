using System.Diagnostics;

namespace GvNap.Index.Tests.Directory;

/// <summary>A Redis Cluster of its own: three masters, each with so many replicas.</summary>
internal sealed class ClusterProcesses : IAsyncDisposable
{
    private const int Masters = 3;

    private readonly List<StoreProcess> _nodes = [];

    /// <summary>Where it is, for a client that finds the rest by itself.</summary>
    public string Connection => string.Join(',', _nodes.Select(node => node.Connection));

    /// <summary>Starts one; null if there is no redis-server or redis-cli on the PATH.</summary>
    /// <param name="replicas">So many each.</param>
    /// <param name="nodeTimeout">A node that is silent for so long is taken for dead by the others.</param>
    public static async Task<ClusterProcesses?> StartAsync(int replicas, TimeSpan nodeTimeout)
    {
        if (StoreProcess.Find("redis-cli") is not { } tool || StoreProcess.Find("redis-server") is null)
        {
            return null;
        }

        var cluster = new ClusterProcesses();
        try
        {
            for (var i = 0; i < Masters * (1 + replicas); i++)
            {
                cluster._nodes.Add((await StoreProcess.StartRedisAsync(
                    "--cluster-enabled", "yes", "--cluster-node-timeout", $"{nodeTimeout.TotalMilliseconds}", "--cluster-port", $"{ReservedPort.Next()}", "--cluster-replica-validity-factor", "0"))!);
            }

            await RunAsync(tool, ["--cluster", "create", .. cluster._nodes.Select(node => node.Connection), "--cluster-replicas", $"{replicas}", "--cluster-yes"]);
            await Eventually.TrueAsync(async () => (await Task.WhenAll(cluster._nodes.Select(node => node.AskAsync("CLUSTER INFO")))).All(IsWell), "all nodes know all others");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The node that is the master of a key's slot.</summary>
    public async Task<StoreProcess> MasterOfAsync(string key)
    {
        foreach (var node in _nodes.Where(node => node.IsRunning))
        {
            // Others say where it is.
            if (!(await node.AskAsync($"EXISTS {key}")).StartsWith("-MOVED", StringComparison.Ordinal)
                && (await node.AskAsync("ROLE")).Contains("master", StringComparison.Ordinal))
            {
                return node;
            }
        }

        throw new InvalidOperationException($"Nobody has the slot of {key}.");
    }

    /// <summary>Whether all nodes that run say that all slots are served.</summary>
    public async Task<bool> IsWellAsync() => (await Task.WhenAll(_nodes.Where(node => node.IsRunning).Select(node => node.AskAsync("CLUSTER INFO")))).All(IsWell);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static bool IsWell(string info) => info.Contains("cluster_state:ok", StringComparison.Ordinal);

    private static async Task RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, string.Join('\n', output));
    }
}
