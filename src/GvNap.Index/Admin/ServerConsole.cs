using GvNap.ServiceDefaults;

namespace GvNap.Index.Admin;

/// <summary>The commands that a person can type to a running index server.</summary>
internal sealed class ServerConsole(ServerCommands commands, InputLines input, TextWriter output)
{
    private const string Help = """
        peers [--json]         who is online, with what
        stats [--json]         how many, what was done, and the state of the directory
        ban TARGET [REASON]    shuts out a user, an address, or a range such as 10.1.0.0/16
        unban TARGET           lets a user, an address or a range back
        bans [--json]          who is shut out
        quit [MESSAGE]         tells the peers, and ends
        help                   this
        """;

    /// <summary>Does what is typed until somebody says <c>quit</c>, here or elsewhere. The end of the input is no command: a service has none.</summary>
    /// <returns>What to tell the peers.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(either.Token);
        if (await Task.WhenAny(commands.Quitting, reading) == reading)
        {
            await reading;
        }

        var message = await commands.Quitting.WaitAsync(cancellationToken);
        await either.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return message;
    }

    private static AdminRequest Parse(string line)
    {
        var (verb, rest) = TakeWord(line);
        verb = verb.ToLowerInvariant();
        switch (verb)
        {
            case AdminVerbs.Ban or AdminVerbs.Unban:
                var (target, reason) = TakeWord(rest);
                return new(verb, target, Unquote(reason));
            case AdminVerbs.Quit:
                // As it is given to the command of that name.
                const string Option = "--message ";
                return new(verb, Text: Unquote(rest.StartsWith(Option, StringComparison.Ordinal) ? rest[Option.Length..].Trim() : rest));
            default:
                return new(verb, Json: rest == "--json");
        }
    }

    // Who is used to a shell puts a text in quotes.
    private static string Unquote(string text) => text is ['"', .. var inner, '"'] ? inner : text;

    private static (string Word, string Others) TakeWord(string text)
    {
        text = text.Trim();
        var blank = text.AsSpan().IndexOfAny(' ', '\t');
        return blank < 0 ? (text, "") : (text[..blank], text[blank..].Trim());
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (!commands.Quitting.IsCompleted && await input.ReadAsync(cancellationToken) is { } line)
        {
            await ExecuteAsync(line, cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
    }

    private async Task ExecuteAsync(string line, CancellationToken cancellationToken)
    {
        var request = Parse(line);
        if (request.Verb is "help")
        {
            await output.WriteLineAsync(Help);
        }
        else if (request is { Verb: AdminVerbs.Ban or AdminVerbs.Unban, Target: "" })
        {
            await output.WriteLineAsync($"Whom? Write {request.Verb} and a user name, an address, or a range such as 10.1.0.0/16.");
        }
        else if (request.Verb.Length > 0)
        {
            var reply = await commands.ExecuteAsync(request, cancellationToken);
            await output.WriteLineAsync(reply.Problem ?? reply.Output);
        }
    }
}
