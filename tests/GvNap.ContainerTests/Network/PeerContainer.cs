using DotNet.Testcontainers.Containers;

namespace GvNap.ContainerTests.Network;

/// <summary>A peer in a container.</summary>
/// <param name="Container">The container.</param>
/// <param name="User">Its user name.</param>
internal sealed record PeerContainer(IContainer Container, string User)
{
    /// <summary>Runs a one-shot command in the peer's container.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var result = await Container.ExecAsync(["gvnap", .. arguments], TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, $"gvnap {string.Join(' ', arguments)} in {User}'s container has status {result.ExitCode}. {result.Stdout}{result.Stderr}");
        return result.Stdout;
    }

    /// <summary>What it has printed.</summary>
    public async Task<string> LogAsync() => (await Container.GetLogsAsync(ct: TestContext.Current.CancellationToken)).Stdout;

    /// <summary>Reads what it has downloaded.</summary>
    public Task<byte[]> ReadDownloadAsync(string name) => Container.ReadFileAsync($"/data/downloads/{name}", TestContext.Current.CancellationToken);
}
