using System.CommandLine;
using GvNap.Peer.Sharing;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Cli.OneShot;

/// <summary><c>gvnap files init|list</c>: the list of what is shared.</summary>
internal static class FilesCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Func<ParseResult, Invocation> begin)
    {
        var all = new Option<bool>("--all") { Description = "Lists all files of the folder, without asking." };
        var init = new Command("init", "Writes the list: asks for all files at once, or file by file.") { all };
        init.SetAction((parsed, cancellationToken) => InitAsync(begin(parsed), parsed.GetValue(all), cancellationToken));

        var list = new Command("list", "Prints the list.");
        list.SetAction(parsed => List(begin(parsed)));
        return new Command("files", $"Writes or prints {FilesJson.FileName}, the list of what is shared, in the folder of --share or the working directory.") { init, list };
    }

    private static async Task<int> InitAsync(Invocation run, bool all, CancellationToken cancellationToken)
    {
        var folder = run.Options.ShareFolder;
        var terminal = run.Host.Terminal;
        var path = Path.Combine(folder, FilesJson.FileName);
        if (File.Exists(path))
        {
            throw new CannotException($"{path} is there already; edit it, or remove it to begin anew");
        }

        if (!Directory.Exists(folder))
        {
            throw new CannotException($"there is no folder {folder}");
        }

        var offer = new FilesListOffer(folder, run.Options.StateFolder, terminal.ReadLineAsync, terminal);
        var candidates = offer.FindCandidates(cancellationToken);
        if (candidates.Count == 0)
        {
            throw new CannotException($"{folder} has no files that can be shared");
        }

        if (all)
        {
            offer.Write(candidates);
        }
        else if (!await offer.MakeAsync(cancellationToken))
        {
            throw new CannotException($"{path} was not written; --all lists all files");
        }

        return ExitStatus.Done;
    }

    private static int List(Invocation run)
    {
        var path = Path.Combine(run.Options.ShareFolder, FilesJson.FileName);
        if (!File.Exists(path))
        {
            throw new CannotException($"there is no {path}; gvnap files init writes it");
        }

        IReadOnlyList<FilesJsonEntry> entries;
        try
        {
            entries = FilesJson.Read(run.Options.ShareFolder);
        }
        catch (FormatException problem)
        {
            throw new CannotException(problem.Message);
        }

        if (run.Json)
        {
            run.Print(JsonOutput.List(entries));
            return ExitStatus.Done;
        }

        var table = new TextTable("Name", "Description");
        table.Rows.AddRange(entries.Select(entry => new[] { SafeText.ForTerminal(entry.Name), SafeText.ForTerminal(entry.Description) }));
        run.Host.Terminal.WriteTable(table);
        return ExitStatus.Done;
    }
}
