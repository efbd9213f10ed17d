using GvNap.Protocol.Naming;
using GvNap.ServiceDefaults;

namespace GvNap.Index.Admin;

/// <summary>The commands that a person can type to a running index server.</summary>
internal sealed class ServerConsole(ServerCommands commands, InputLines input, TextWriter output)
{
    private const string Help = """
        peers                  who is online, with what
        stats                  how many, what was done, and the state of the directory
        ban TARGET [REASON]    shuts out a user, an address, or a range such as 10.1.0.0/16
        unban TARGET           lets a user, an address or a range back
        bans                   who is shut out
        quit [MESSAGE]         tells the peers, and ends
        help                   this
        With --json at the end of the line, all others than help print JSON.
        """;

    private const string Json = "--json";

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
        var json = TakeJson(ref rest);
        switch (verb)
        {
            case AdminVerbs.Ban or AdminVerbs.Unban:
                var (target, reason) = TakeWord(rest);
                return new(verb, target, Unquote(reason), json);
            case AdminVerbs.Quit:
                return new(verb, Text: Unquote(WithoutOption(rest)), Json: json);
            default:
                return new(verb, Text: rest, Json: json);
        }
    }

    private static bool TakeJson(ref string rest)
    {
        var (whole, before, after) = (rest == Json, rest.StartsWith(Json + " ", StringComparison.Ordinal), rest.EndsWith(" " + Json, StringComparison.Ordinal));
        rest = whole ? "" : before ? rest[Json.Length..].Trim() : after ? rest[..^Json.Length].Trim() : rest;
        return whole || before || after;
    }

    // A message as it is given to the command of that name.
    private static string WithoutOption(string rest)
    {
        var option = new[] { "--message=", "--message ", "-m " }.FirstOrDefault(option => rest.StartsWith(option, StringComparison.Ordinal)) ?? "";
        return rest[option.Length..].Trim();
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
        else if (request is { Verb: AdminVerbs.Stats or AdminVerbs.Peers or AdminVerbs.Bans or AdminVerbs.Unban, Text: { Length: > 0 } text })
        {
            await output.WriteLineAsync($"{request.Verb} does not take '{SafeText.ForTerminal(text)}': try help.");
        }
        else if (request.Verb.Length > 0)
        {
            var reply = await commands.ExecuteAsync(request, cancellationToken);
            await output.WriteLineAsync(reply.Problem ?? reply.Output);
        }
    }
}
