using System.Diagnostics;
using System.Globalization;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Containers;

/// <summary>A network of containers: an index server on Redis, and peers. All is gone when it ends, and what a run that crashed left when the next begins.</summary>
internal sealed class ContainerNetwork : IAsyncDisposable
{
    private const string Label = "gvnap.end-to-end-tests";
    private const string IndexAlias = "index";
    private const int IndexPort = 1699;

    private static readonly string Owner = $"{Environment.MachineName}/{Environment.ProcessId}";

    private readonly string _name = $"gvnap-{Guid.NewGuid():N}";
    private readonly TemporaryFolder _folder = new();

    private ContainerNetwork()
    {
    }

    public static string PeerImage { get; } = ImageName("PEER", "gvnap-peer");

    public static string IndexImage { get; } = ImageName("INDEX", "gvnap-index");

    public static string RedisImage { get; } = ImageName("REDIS", "gvnap-redis");

    public string Folder => _folder.Path;

    /// <summary>The index server's container.</summary>
    public string Index => $"{_name}-{IndexAlias}";

    /// <summary>Starts Redis and an index server, and waits until it is well. Skips the test where that cannot be.</summary>
    public static async Task<ContainerNetwork> StartAsync(string lease)
    {
        await Docker.RequireAsync(PeerImage, IndexImage, RedisImage);
        await RemoveAsync(left => !IsAlive(left));
        var network = new ContainerNetwork();
        try
        {
            await Docker.DoAsync("network", "create", "--label", $"{Label}={Owner}", network._name);
            await Docker.DoAsync(network.Run("redis", RedisImage, "--detach"));
            await Docker.DoAsync(network.Run(
                IndexAlias, IndexImage, "--detach", "--publish", $"127.0.0.1::{IndexPort}", "--env", "GVNAP_REDIS=redis:6379", "--env", $"GVNAP_LEASE={lease}"));
            await Eventually.IsTrueAsync(
                async () => (await Docker.RunAsync("exec", network.Index, "gvnap-index", "--health")).Status == 0, "the index server is well");
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects to the index server from outside.</summary>
    public async Task<WireClient> ConnectAsync()
    {
        var published = await Docker.DoAsync("port", Index, $"{IndexPort}/tcp");
        return await WireClient.ConnectAsync(int.Parse(published[(published.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>Starts a peer that shares what the folder of its name in <see cref="Folder"/> holds.</summary>
    /// <param name="user">Its user name.</param>
    /// <param name="how">How <c>docker run</c> starts it: with a terminal or without.</param>
    public async Task<PeerContainer> StartPeerAsync(string user, params IEnumerable<string> how)
    {
        var peer = new PeerContainer(user, $"{_name}-{user}");
        string[] options = [.. how, "--env", $"GVNAP_NAME={user}", "--env", $"GVNAP_INDEX={IndexAlias}:{IndexPort}"];
        await Docker.DoAsync(Run(user, PeerImage, ["--detach", .. options, "--volume", $"{_folder.Sub(user)}:/data/share:ro"]));
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        await RemoveAsync(left => left == Owner);
        _folder.Dispose();
    }

    private static string ImageName(string which, string fallback) =>
        Environment.GetEnvironmentVariable($"GVNAP_IMAGE_{which}") is { Length: > 0 } name ? name : fallback;

    /// <summary>Removes the containers and networks of these tests whose owner fits.</summary>
    private static async Task RemoveAsync(Predicate<string> fits)
    {
        const string Format = "{{.ID}} {{.Label \"" + Label + "\"}}";
        await RemoveAsync(["ps", "--all", "--filter", $"label={Label}", "--format", Format], ["rm", "--force", "--volumes"], fits);
        await RemoveAsync(["network", "ls", "--filter", $"label={Label}", "--format", Format], ["network", "rm"], fits);
    }

    private static async Task RemoveAsync(string[] list, string[] remove, Predicate<string> fits)
    {
        var ids = (await Docker.DoAsync(list)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2)).Where(left => fits(left[1])).Select(left => left[0]).ToList();
        if (ids.Count > 0)
        {
            await Docker.DoAsync([.. remove, .. ids]);
        }
    }

    /// <summary>Whether the process still runs that a label names, or may: another machine's cannot be asked.</summary>
    private static bool IsAlive(string owner)
    {
        if (owner.Split('/') is not [var machine, var id] || machine != Environment.MachineName)
        {
            return true;
        }

        try
        {
            using var process = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private IEnumerable<string> Run(string alias, string image, params IEnumerable<string> options) =>
        ["run", "--init", "--name", $"{_name}-{alias}", "--network", _name, "--network-alias", alias, "--label", $"{Label}={Owner}", .. options, image];
}
