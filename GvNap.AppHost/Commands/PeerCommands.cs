using System.Diagnostics;
using GvNap.Protocol.Messages;

namespace GvNap.AppHost.Commands;

/// <summary>What can happen to a peer, at the press of a button.</summary>
internal sealed class PeerCommands(string user, EndpointReference index)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    /// <summary>Ends the process as a power cut does.</summary>
    public async Task<string> CrashAsync(ExecuteCommandContext context)
    {
        await ContainerEngine.RunAsync(context, ["kill", "--signal", "KILL", await RunningAsync(context)]);
        return $"{user} was killed (SIGKILL). {await WaitAsync(context, "The index server no longer lists it", found => found is null)}";
    }

    /// <summary>Freezes the process: its connections stay open, and nobody answers.</summary>
    public async Task<string> PauseAsync(ExecuteCommandContext context)
    {
        await ContainerEngine.RunAsync(context, ["pause", await RunningAsync(context, isFrozen: false)]);
        return $"{user} is frozen. Its files stay in the results until its lease ends.";
    }

    /// <summary>Lets a frozen process go on.</summary>
    public async Task<string> ResumeAsync(ExecuteCommandContext context)
    {
        await ContainerEngine.RunAsync(context, ["unpause", await RunningAsync(context, isFrozen: true)]);
        return $"{user} goes on. {await WaitAsync(context, "The index server lists it", found => found is not null)}";
    }

    /// <summary>Puts a file into the share folder.</summary>
    public async Task<string> ShareAsync(ExecuteCommandContext context, string folder, NewFile file)
    {
        var container = await RunningAsync(context, isFrozen: false);
        var before = (await FindAsync(context))?.Files ?? throw new IOException($"{user} is not registered with the index server.");
        await ContainerEngine.RunAsync(context, ["cp", "-", $"{container}:{folder}"], file.ToArchive());
        return $"{user} has {file.Name}, {file.Length} bytes. {await WaitAsync(context, "The index server knows of it", found => found?.Files > before)}";
    }

    /// <summary>The peer's container, if it is as it must be for a command.</summary>
    /// <param name="context">The command.</param>
    /// <param name="isFrozen">Whether it must be frozen, or must not be; null: it need only run.</param>
    /// <exception cref="IOException">It is not so.</exception>
    private async Task<string> RunningAsync(ExecuteCommandContext context, bool? isFrozen = null)
    {
        var container = ContainerEngine.ContainerOf(context);
        var state = await ContainerEngine.RunAsync(context, ["container", "inspect", "--format", "{{.State.Status}}", container]);
        return (state, isFrozen) switch
        {
            ("running", not true) or ("paused", not false) => container,
            ("running", _) => throw new IOException($"{user} is not frozen."),
            ("paused", _) => throw new IOException($"{user} is frozen: resume it first."),
            _ => throw new IOException($"{user} is not running: start it first."),
        };
    }

    /// <summary>Asks the index server again and again, and says how it went.</summary>
    private async Task<string> WaitAsync(ExecuteCommandContext context, string what, Func<ListedPeer?, bool> isSo)
    {
        var watch = Stopwatch.StartNew();
        while (!isSo(await FindAsync(context)))
        {
            if (watch.Elapsed > Patience)
            {
                throw new IOException($"{user}: after {Patience.TotalSeconds} s this is still not so: {what}.");
            }

            await Task.Delay(Pace, context.CancellationToken);
        }

        return $"{what}, after {watch.Elapsed.TotalSeconds:0.0} s.";
    }

    private async Task<ListedPeer?> FindAsync(ExecuteCommandContext context)
    {
        var peers = await IndexClient.ListPeersAsync(index.Host, index.Port, context.CancellationToken);
        return peers.FirstOrDefault(peer => peer.Peer.User.Equals(user, StringComparison.OrdinalIgnoreCase));
    }
}
