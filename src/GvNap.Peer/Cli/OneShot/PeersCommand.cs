using System.CommandLine;

namespace GvNap.Peer.Cli.OneShot;

/// <summary><c>gvnap peers</c>.</summary>
internal static class PeersCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Func<ParseResult, Invocation> begin)
    {
        var command = new Command("peers", "Lists who is online.");
        command.SetAction((parsed, cancellationToken) => RunAsync(begin(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var peers = await run.AskIndexAsync("list peers", queries => queries.PeersAsync(cancellationToken), cancellationToken);
        if (run.Json)
        {
            run.Print(JsonOutput.Peers(peers));
        }
        else
        {
            run.Host.Terminal.WriteTable(NetworkView.Peers(peers));
        }

        return ExitStatus.Done;
    }
}
