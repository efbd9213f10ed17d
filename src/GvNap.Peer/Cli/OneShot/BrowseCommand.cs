using System.CommandLine;

namespace GvNap.Peer.Cli.OneShot;

/// <summary><c>gvnap browse USER</c>.</summary>
internal static class BrowseCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Func<ParseResult, Invocation> begin)
    {
        var user = new Argument<string>("USER") { Description = "A user name, in any case." };
        var command = new Command("browse", "Lists what a user shares.") { user };
        command.SetAction((parsed, cancellationToken) => RunAsync(begin(parsed), parsed.GetRequiredValue(user), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, string user, CancellationToken cancellationToken)
    {
        var found = await run.AskIndexAsync("browse user", queries => queries.BrowseAsync(user, cancellationToken), cancellationToken);
        if (run.Json)
        {
            run.Print(JsonOutput.Files(found.Files));
        }
        else if (found.Files.Count > 0)
        {
            run.Print(NetworkView.Identified(found.Files));
        }
        else
        {
            run.Host.Terminal.WriteLine($"{user} shares nothing now.");
        }

        return ExitStatus.Done;
    }
}
