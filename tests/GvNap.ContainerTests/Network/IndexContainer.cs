using DotNet.Testcontainers.Containers;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.ContainerTests.Network;

/// <summary>An index server in a container.</summary>
/// <param name="Container">The container.</param>
/// <param name="Name">Its name in the network.</param>
internal sealed record IndexContainer(IContainer Container, string Name)
{
    public const int Port = 1699;

    /// <summary>How the other containers reach it.</summary>
    public string Address => $"{Name}:{Port}";

    /// <summary>Connects from outside.</summary>
    public Task<WireClient> ConnectAsync() => WireClient.ConnectAsync(Container.GetMappedPublicPort(Port));
}
