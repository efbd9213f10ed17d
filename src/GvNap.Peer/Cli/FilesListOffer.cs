using GvNap.Peer.Sharing;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Cli;

/// <summary>Writes <c>files.json</c> with a person's help: all files at once, or file by file.</summary>
internal sealed class FilesListOffer(string folder, string stateFolder, Func<string, CancellationToken, ValueTask<string?>> ask, ITerminal terminal)
{
    /// <summary>What a list could hold: every file of the folder that may be shared.</summary>
    public IReadOnlyList<FilesJsonEntry> FindCandidates(CancellationToken cancellationToken) =>
        FilesJson.FindCandidates(new ShareOptions { Folder = folder, ShareAll = true, Excluded = [stateFolder] }, cancellationToken);

    /// <summary>Asks which files to list, and writes the list.</summary>
    /// <returns>Whether a list was written.</returns>
    public async Task<bool> MakeAsync(CancellationToken cancellationToken)
    {
        var candidates = FindCandidates(cancellationToken);
        if (candidates.Count == 0)
        {
            return false;
        }

        var answer = await AskForOneOfAsync(
            $"{folder} has no {FilesJson.FileName} yet. List {Wording.Count(candidates.Count, "file")} in it to share them: all, each (file by file), none?", ["all", "each", "none"], cancellationToken);
        var chosen = answer switch
        {
            "all" => candidates,
            "each" => await ChooseAsync(candidates, cancellationToken),
            _ => null,
        };
        if (chosen is null)
        {
            return false;
        }

        Write(chosen);
        return true;
    }

    /// <summary>Writes the list, and says so.</summary>
    public void Write(IReadOnlyList<FilesJsonEntry> entries)
    {
        FilesJson.Write(folder, entries);
        terminal.WriteLine($"Wrote {Path.Combine(folder, FilesJson.FileName)}: {Wording.Count(entries.Count, "file")}; edit it at any time, changes apply at once.");
    }

    /// <summary>Asks file by file; null if the input ends before the last.</summary>
    private async Task<IReadOnlyList<FilesJsonEntry>?> ChooseAsync(IReadOnlyList<FilesJsonEntry> candidates, CancellationToken cancellationToken)
    {
        var chosen = new List<FilesJsonEntry>();
        foreach (var (index, candidate) in candidates.Index())
        {
            var answer = await AskForOneOfAsync($"Share {SafeText.ForTerminal(candidate.Name)}? yes, no, all the rest, done:", ["yes", "no", "all", "done"], cancellationToken);
            switch (answer)
            {
                case null:
                    return null;
                case "yes":
                    var description = await ask("Its description (may be empty):", cancellationToken);
                    chosen.Add(candidate with { Description = Describable(description) });
                    break;
                case "all":
                    return [.. chosen, .. candidates.Skip(index)];
                case "done":
                    return chosen;
            }
        }

        return chosen;
    }

    private string Describable(string? description)
    {
        var problem = Description.Check(description ?? "");
        if (problem == DescriptionProblem.None)
        {
            return description ?? "";
        }

        terminal.WriteProblem($"Listed without a description: that one {Description.Describe(problem)}.");
        return "";
    }

    /// <summary>Asks until the answer is the beginning of one of some words; null at the end of input.</summary>
    private async Task<string?> AskForOneOfAsync(string question, string[] words, CancellationToken cancellationToken)
    {
        while (await ask(question, cancellationToken) is { } line)
        {
            var answer = line.Trim().ToLowerInvariant();
            if (answer.Length > 0 && Array.Find(words, word => word.StartsWith(answer, StringComparison.Ordinal)) is { } word)
            {
                return word;
            }

            terminal.WriteProblem($"Please answer with one of: {string.Join(", ", words)}.");
        }

        return null;
    }
}
