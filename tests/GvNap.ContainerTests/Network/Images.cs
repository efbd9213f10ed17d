using DotNet.Testcontainers.Builders;

namespace GvNap.ContainerTests.Network;

/// <summary>
/// The images under test: those that <c>GVNAP_IMAGE_PEER</c>, <c>GVNAP_IMAGE_INDEX</c> and <c>GVNAP_IMAGE_REDIS</c>
/// name, or else built from the Dockerfiles, and the official Redis.
/// </summary>
internal static class Images
{
    private const string OfficialRedis = "redis:8.6";

    private static readonly Lazy<Task<string>> BuiltPeer = new(() => BuildAsync("Peer"));
    private static readonly Lazy<Task<string>> BuiltIndex = new(() => BuildAsync("Index"));

    public static string Redis => Named("REDIS") ?? OfficialRedis;

    public static async Task<string> PeerAsync() => Named("PEER") ?? await BuiltPeer.Value;

    public static async Task<string> IndexAsync() => Named("INDEX") ?? await BuiltIndex.Value;

    private static string? Named(string which) => Variable($"GVNAP_IMAGE_{which}");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static async Task<string> BuildAsync(string program)
    {
        // Kept afterwards: the engine's cache makes the next run quick.
        var builder = new ImageFromDockerfileBuilder()
            .WithName($"gvnap-{program.ToLowerInvariant()}:container-tests")
            .WithContextDirectory(CommonDirectoryPath.GetSolutionDirectory().DirectoryPath)
            .WithDockerfileDirectory(CommonDirectoryPath.GetSolutionDirectory(), string.Empty)
            .WithDockerfile($"src/GvNap.{program}/Dockerfile")
            .WithCleanUp(false);
        foreach (var argument in new[] { "SDK_IMAGE", "RUNTIME_IMAGE" })
        {
            // Other bases than the official ones.
            builder = Variable(argument) is { } image ? builder.WithBuildArgument(argument, image) : builder;
        }

        var future = builder.Build();
        await future.CreateAsync();
        return future.FullName;
    }
}
