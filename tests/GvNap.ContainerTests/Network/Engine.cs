using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Networks;

namespace GvNap.ContainerTests.Network;

/// <summary>What Testcontainers has no words for, asked of the engine itself.</summary>
internal static class Engine
{
    /// <summary>Skips the test where no engine runs.</summary>
    public static void Require()
    {
        try
        {
            _ = new NetworkBuilder().Build();
        }
        catch (DockerUnavailableException absent)
        {
            Assert.Skip($"No Docker Engine answers, or one older than 25, which needs its version in DOCKER_API_VERSION: {absent.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Kills a container's processes with SIGKILL.</summary>
    public static async Task KillAsync(IContainer container)
    {
        using var client = Connect();
        await client.Containers.KillContainerAsync(container.Id, new ContainerKillParameters { Signal = "SIGKILL" }, TestContext.Current.CancellationToken);
    }

    /// <summary>When a container ended, by the engine's clock, which is this machine's.</summary>
    public static async Task<DateTimeOffset> EndAsync(IContainer container)
    {
        using var client = Connect();
        await client.Containers.WaitContainerAsync(container.Id, TestContext.Current.CancellationToken);
        var state = (await client.Containers.InspectContainerAsync(container.Id, TestContext.Current.CancellationToken)).State;
        return DateTimeOffset.Parse(state!.FinishedAt!, CultureInfo.InvariantCulture);
    }

    /// <summary>Pulls a container's cable: established connections hang, without an end or a reset.</summary>
    public static async Task DisconnectAsync(IContainer container, INetwork network)
    {
        using var client = Connect();
        await client.Networks.DisconnectNetworkAsync(network.Name, new NetworkDisconnectParameters { Container = container.Id, Force = true }, TestContext.Current.CancellationToken);
    }

    /// <summary>Bytes that a container has sent on all its networks.</summary>
    public static async Task<ulong> SentBytesAsync(IContainer container)
    {
        using var client = Connect();
        var latest = new TaskCompletionSource<ContainerStatsResponse>();
        await client.Containers.GetContainerStatsAsync(
            container.Id, new ContainerStatsParameters { Stream = false, OneShot = true }, new Progress<ContainerStatsResponse>(stats => latest.TrySetResult(stats)), TestContext.Current.CancellationToken);
        var networks = (await latest.Task.WaitAsync(TestContext.Current.CancellationToken)).Networks;
        return networks?.Values.Aggregate(0UL, (sum, network) => sum + network.TxBytes) ?? 0;
    }

    private static DockerClient Connect() => TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientBuilder(Guid.NewGuid()).Build();
}
