using System.Globalization;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Containers;

/// <summary>A peer in a container.</summary>
/// <param name="User">Its user name.</param>
/// <param name="Container">The container's name.</param>
internal sealed record PeerContainer(string User, string Container)
{
    /// <summary>Attaches to its prompt.</summary>
    public Task<ChildProcess> AttachAsync() => Docker.AttachAsync(Container, "gvnap>");

    public Task KillAsync() => Docker.DoAsync("kill", Container);

    public Task StartAgainAsync() => Docker.DoAsync("start", Container);

    public Task PauseAsync() => Docker.DoAsync("pause", Container);

    public Task UnpauseAsync() => Docker.DoAsync("unpause", Container);

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    public Task StopAsync() => Docker.DoAsync("stop", Container);

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit status.</returns>
    public async Task<int> WaitForExitAsync() => int.Parse(await Docker.DoAsync("wait", Container), CultureInfo.InvariantCulture);

    /// <summary>When it ended, by the engine's clock, which is this machine's.</summary>
    public async Task<DateTimeOffset> EndAsync()
    {
        await WaitForExitAsync();
        return DateTimeOffset.Parse(await Docker.DoAsync("inspect", "--format", "{{.State.FinishedAt}}", Container), CultureInfo.InvariantCulture);
    }

    /// <summary>What it has printed.</summary>
    public Task<string> LogAsync() => Docker.DoAsync("logs", Container);

    /// <summary>Copies a download out of it.</summary>
    public Task FetchDownloadAsync(string name, string destination) => Docker.DoAsync("cp", $"{Container}:/data/downloads/{name}", destination);

    /// <summary>Resident memory of all its processes, in bytes.</summary>
    public async Task<long> ResidentAsync()
    {
        var processes = (await Docker.DoAsync("top", Container, "-o", "pid,rss")).Split('\n')[1..];
        return processes.Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)) * 1024;
    }
}
