using GvNap.AppHost.Commands;
using GvNap.AppHost.Health;
using GvNap.AppHost.Index;
using GvNap.Protocol;
using Microsoft.Extensions.Configuration;

namespace GvNap.AppHost.Peers;

/// <summary>Peers in containers.</summary>
internal static class PeerResourceExtensions
{
    private const string EndpointName = "files";
    private const string ShareFolder = "/data/share";
    private const string StateFolder = "/data/state";
    private const string DownloadFolder = "/data/downloads";
    private static readonly string Run = $"{DateTime.UtcNow:yyyyMMdd-HHmmss}-{Environment.ProcessId}";

    /// <summary>The user of the official .NET images.</summary>
    private const int ImageUser = 1654;

    /// <summary>
    /// Adds a peer with the prompt on a terminal. It shares a copy of the sample folder of its name, and its state is
    /// kept, so that it comes back as itself.
    /// </summary>
    public static IResourceBuilder<ContainerResource> AddPeer(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddDockerfile(name, "..", "src/GvNap.Peer/Dockerfile")
            .WithIconName("PersonDesktop")
            .WithEnvironment("GVNAP_NAME", name)
            .WithEndpoint(targetPort: ProtocolLimits.FilePort, scheme: "tcp", name: EndpointName, isExternal: true)
            .WithAdvertisedEndpoints()
            .WithGreetingHealthCheck(EndpointName, Greeting.OfPeer)
            .WithContainerFiles(ShareFolder, SampleFolder(builder, name), ImageUser, ImageUser)
            .WithState()
            .WithDownloads()
            .WithPrompt()
            .WithOtlpExporter();

    /// <summary>Adds a larger file, the same for all that have it, to what a peer of this machine shares.</summary>
    public static IResourceBuilder<ContainerResource> WithPrimeNumbers(this IResourceBuilder<ContainerResource> peer) =>
        peer.ApplicationBuilder.ExecutionContext.IsRunMode
            ? peer.WithContainerFiles(ShareFolder, [PrimeNumbers.FileIn(Path.Combine(peer.ApplicationBuilder.AppHostDirectory, "obj", "samples"))], ImageUser, ImageUser)
            : peer;

    /// <summary>Makes a peer register with an index server, and be seen there by its commands.</summary>
    public static IResourceBuilder<ContainerResource> WithIndex(this IResourceBuilder<ContainerResource> peer, IResourceBuilder<ProjectResource> index)
    {
        var endpoint = index.GetEndpoint(IndexResourceExtensions.EndpointName);
        return peer.WithEnvironment("GVNAP_INDEX", ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.HostAndPort)}"))
            .WithPeerCommands(ShareFolder, ImageUser, endpoint);
    }

    /// <summary>The names of further peers: as many as <c>--more-peers N</c> says.</summary>
    public static IEnumerable<string> MorePeers(this IDistributedApplicationBuilder builder) =>
        Enumerable.Range(4, builder.Configuration.GetValue("more-peers", 0)).Select(number => $"peer{number}");

    /// <summary>Other containers reach a peer by its own name, this machine and its index servers by the published port.</summary>
    private static IResourceBuilder<ContainerResource> WithAdvertisedEndpoints(this IResourceBuilder<ContainerResource> peer)
    {
        var published = peer.GetEndpoint(EndpointName, KnownNetworkIdentifiers.LocalhostNetwork).Property(EndpointProperty.Port);
        return peer.WithEnvironment("GVNAP_ADVERTISE", peer.ApplicationBuilder.ExecutionContext.IsRunMode
            ? ReferenceExpression.Create($"{peer.Resource.Name},localhost:{published}")
            : ReferenceExpression.Create($"{peer.Resource.Name}"));
    }

    /// <summary>
    /// A volume for the resume token: a peer that crashed and is started again, in a new container, comes back as
    /// itself. Each run has a folder of its own there, since Redis is new as well.
    /// </summary>
    private static IResourceBuilder<ContainerResource> WithState(this IResourceBuilder<ContainerResource> peer) =>
        peer.WithVolume(VolumeNameGenerator.Generate(peer, "state"), StateFolder)
            .WithEnvironment("GVNAP_STATE", peer.ApplicationBuilder.ExecutionContext.IsRunMode ? $"{StateFolder}/{Run}" : $"{StateFolder}/{peer.Resource.Name}");

    /// <summary>In Compose, a volume keeps what was downloaded; on this machine a peer begins with nothing.</summary>
    private static IResourceBuilder<ContainerResource> WithDownloads(this IResourceBuilder<ContainerResource> peer) =>
        peer.ApplicationBuilder.ExecutionContext.IsRunMode ? peer : peer.WithVolume(VolumeNameGenerator.Generate(peer, "downloads"), DownloadFolder);

    /// <summary>A terminal to attach to. The engine's own init reaps and hands signals on.</summary>
    private static IResourceBuilder<ContainerResource> WithPrompt(this IResourceBuilder<ContainerResource> peer) =>
        peer.WithEnvironment("GVNAP_STAY", "true")
            .WithTerminal()
            .WithContainerRuntimeArgs("--init")
            .PublishAsDockerComposeService((_, service) => (service.Init, service.Tty, service.StdinOpen) = (true, true, true));

    private static string SampleFolder(IDistributedApplicationBuilder builder, string name) =>
        Directory.Exists(Path.Combine(builder.AppHostDirectory, "shares", name)) ? $"shares/{name}" : "shares/more";
}
