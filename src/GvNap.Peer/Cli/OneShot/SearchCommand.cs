using System.CommandLine;
using GvNap.Peer.Finding;

namespace GvNap.Peer.Cli.OneShot;

/// <summary><c>gvnap search QUERY</c>.</summary>
internal static class SearchCommand
{
    private const int DefaultResults = 100;

    /// <summary>Makes the command.</summary>
    public static Command Make(Func<ParseResult, Invocation> begin)
    {
        var query = new Argument<string[]>("QUERY")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Words, \"a phrase\", -without, prefix*, ext:flac, size:>10MB, user:alice. Put -- before a query that begins with a hyphen.",
        };
        var command = new Command("search", "Searches the network.") { query };
        command.SetAction((parsed, cancellationToken) => RunAsync(begin(parsed), string.Join(' ', parsed.GetRequiredValue(query)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, string query, CancellationToken cancellationToken)
    {
        var wanted = run.Options.Limits.Results ?? DefaultResults;
        var found = await run.AskIndexAsync("search network", queries => queries.SearchAllAsync(query, wanted, cancellationToken), cancellationToken);
        if (run.Json)
        {
            run.Print(JsonOutput.Files(found.Files));
            WriteRemark(run.Host.Problems.WriteLine, found, saysNothing: found.Cut);
        }
        else
        {
            if (found.Files.Count > 0)
            {
                run.Print(NetworkView.Identified(found.Files));
            }

            WriteRemark(run.Host.Terminal.WriteLine, found, saysNothing: true);
        }

        return ExitStatus.Done;
    }

    // Nobody, a script neither, is to take a part for all.
    private static void WriteRemark(Action<string> write, NetworkFiles found, bool saysNothing)
    {
        if (found.Files.Count == 0 && saysNothing)
        {
            write(SearchWording.Nothing(found));
        }
        else if (found.Files.Count > 0 && (found.Cut || found.Files.Count < found.Total))
        {
            write($"{SearchWording.Amount(found, found.Files.Count, $"; --limit results={found.Total} shows all")}.");
        }
    }
}
