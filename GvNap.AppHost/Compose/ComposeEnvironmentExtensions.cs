using Aspire.Hosting.Docker;

namespace GvNap.AppHost.Compose;

/// <summary>The Docker Compose application that is published.</summary>
internal static class ComposeEnvironmentExtensions
{
    private const string OnFailure = "on-failure";

    /// <summary>Makes the engine start again what has crashed; who was told to quit stays away.</summary>
    public static IResourceBuilder<DockerComposeEnvironmentResource> WithRestarts(this IResourceBuilder<DockerComposeEnvironmentResource> compose) =>
        compose.ConfigureComposeFile(file =>
        {
            foreach (var service in file.Services.Values)
            {
                service.Restart ??= OnFailure;
            }
        });
}
