using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Networks;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.ContainerTests.Network;

/// <summary>The containers of one test, on a network of their own; all are gone when it ends.</summary>
internal sealed class ContainerNetwork : IAsyncDisposable
{
    private const string StoreAlias = "redis";
    private const string Host = "host.docker.internal";

    private readonly INetwork _network;
    private readonly TemporaryFolder _folder = new();
    private readonly List<IContainer> _containers = [];

    private ContainerNetwork(INetwork network) => _network = network;

    /// <summary>How containers call the machine on which the tests run.</summary>
    public static string HostName => Host;

    /// <summary>Environment variables for every container that is started from now on.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Makes an empty network; skips the test where no engine runs.</summary>
    public static async Task<ContainerNetwork> CreateAsync()
    {
        Engine.Require();
        var network = new NetworkBuilder().Build();
        await network.CreateAsync(TestContext.Current.CancellationToken);
        return new ContainerNetwork(network);
    }

    /// <summary>Starts a Redis that keeps nothing on disk.</summary>
    public Task<IContainer> StartStoreAsync() => StartAsync(New(Images.Redis, StoreAlias)
        .WithCommand("redis-server", "--protected-mode", "no", "--save", "", "--appendonly", "no")
        .WithWaitStrategy(Wait.ForUnixContainer().UntilCommandIsCompleted("redis-cli", "ping")));

    /// <summary>Starts an index server and waits until it is well.</summary>
    /// <param name="name">Its name in the network.</param>
    /// <param name="lease">The lease of its peers.</param>
    /// <param name="sharing">Whether its directory is in the store that was started before.</param>
    public async Task<IndexContainer> StartIndexAsync(string name = "index", string lease = "15s", bool sharing = false)
    {
        var builder = New(await Images.IndexAsync(), name)
            .WithEnvironment("GVNAP_LEASE", lease)
            .WithPortBinding(IndexContainer.Port, assignRandomHostPort: true)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilCommandIsCompleted("gvnap-index", "--health"));
        builder = sharing ? builder.WithEnvironment("GVNAP_REDIS", $"{StoreAlias}:6379") : builder;
        return new IndexContainer(await StartAsync(builder), name);
    }

    /// <summary>Starts a peer and waits until the first of its index servers lists it.</summary>
    /// <param name="user">Its user name.</param>
    /// <param name="indexes">Its index servers, best first.</param>
    /// <param name="limits">Limits, as <c>GVNAP_LIMIT</c> takes them.</param>
    public async Task<PeerContainer> StartPeerAsync(string user, IReadOnlyList<IndexContainer> indexes, string limits = "")
    {
        var builder = New(await Images.PeerAsync(), user)
            .WithEnvironment("GVNAP_NAME", user)
            .WithEnvironment("GVNAP_INDEX", string.Join(',', indexes.Select(index => index.Address)))
            .WithEnvironment("GVNAP_LIMIT", limits)
            .WithResourceMapping(new DirectoryInfo(_folder.Sub(user)), "/data/share");
        var peer = new PeerContainer(await StartAsync(builder), user);
        await using var client = await indexes[0].ConnectAsync();
        await Eventually.IsTrueAsync(async () => (await client.PeersAsync()).ContainsKey(user), $"{user} is registered");
        return peer;
    }

    /// <summary>Writes a file that a peer shares which is started later: bytes that depend on the seed alone.</summary>
    /// <returns>Its bytes.</returns>
    public async Task<byte[]> WriteSharedAsync(string user, string name, int size, int seed = 1) =>
        await File.ReadAllBytesAsync(SampleFile.Write(_folder.Sub(user), name, size, seed), TestContext.Current.CancellationToken);

    /// <summary>Cuts a container off.</summary>
    public Task CutAsync(PeerContainer peer) => Engine.DisconnectAsync(peer.Container, _network);

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers)
        {
            await container.DisposeAsync();
        }

        await _network.DisposeAsync();
        _folder.Dispose();
    }

    private ContainerBuilder New(string image, string alias) => new ContainerBuilder(image)
        .WithNetwork(_network)
        .WithNetworkAliases(alias)
        .WithExtraHost(Host, "host-gateway")
        .WithEnvironment("OTEL_SERVICE_NAME", alias)
        .WithEnvironment(Environment)
        .WithCreateParameterModifier(container => container.HostConfig!.Init = true);

    private async Task<IContainer> StartAsync(ContainerBuilder builder)
    {
        var container = builder.Build();
        _containers.Add(container);
        await container.StartAsync(TestContext.Current.CancellationToken);
        return container;
    }
}
