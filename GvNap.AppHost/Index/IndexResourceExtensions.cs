using System.Net;
using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;
using GvNap.AppHost.Commands;
using GvNap.AppHost.Health;
using GvNap.Protocol;

namespace GvNap.AppHost.Index;

/// <summary>Index servers, and the Redis that they share.</summary>
internal static class IndexResourceExtensions
{
    /// <summary>The endpoint of the index protocol.</summary>
    public const string EndpointName = "index";

    /// <summary>The variable with the port on which a replica listens.</summary>
    public const string PortVariable = "GVNAP_PORT";

    private const string ListenVariable = "GVNAP_LISTEN";

    /// <summary>
    /// Adds the index server's project. Its replicas are behind one TCP endpoint on this machine; in Compose, where
    /// each has an address of its own, their ports on the host are free ones.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddIndexServer(this IDistributedApplicationBuilder builder, string name)
    {
        var runs = builder.ExecutionContext.IsRunMode;
        var index = builder.AddProject<Projects.GvNap_Index>(name)
            .WithIconName("DatabaseSearch")
            .WithEndpoint(runs ? ProtocolLimits.IndexPort : null, runs ? null : ProtocolLimits.IndexPort, scheme: "tcp", EndpointName, PortVariable, isExternal: true)
            .WithHttpEndpoint(name: "http")
            .WithHttpHealthCheck("/health", endpointName: "http")
            .WithGreetingHealthCheck(EndpointName, Greeting.OfIndexServer)
            .WithIndexCommands();
        if (runs)
        {
            // Only Aspire's proxies connect to it.
            index.WithEnvironment(ListenVariable, IPAddress.Loopback.ToString());
        }

        return index.PublishAsDockerFile(container => container
            .WithDockerfile("..", "src/GvNap.Index/Dockerfile")
            .PublishAsDockerComposeService((_, service) =>
            {
                service.Init = true;
                service.Deploy = new Deploy { Replicas = index.Resource.GetReplicaCount() };
            }));
    }

    /// <summary>
    /// Redis need not write to its disk: each index server writes its own peers again. The image is started through a
    /// shell, whose one command the arguments are, or become.
    /// </summary>
    public static IResourceBuilder<RedisResource> WithoutPersistence(this IResourceBuilder<RedisResource> redis) =>
        redis.WithoutHttpsCertificate().WithArgs(context =>
        {
            if (context.ExecutionContext.IsRunMode)
            {
                context.Args.Add("--save ''");
            }
            else
            {
                context.Args[^1] = $"{context.Args[^1]} --save ''";
            }
        });
}
