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
        With --json, all others than help print JSON.
        """;

    private readonly AdminCommandLine _line = AdminCommandLine.ForConsole();

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
        if (line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is not [var first, .. var others])
        {
            return;
        }

        var verb = first.ToLowerInvariant();
        await output.WriteLineAsync(verb == "help" ? Help : await AnswerAsync(verb, others, cancellationToken));
    }

    private async Task<string> AnswerAsync(string verb, string[] others, CancellationToken cancellationToken)
    {
        var (request, problem) = _line.ReadTyped(verb, others);
        var reply = request is null ? AdminReply.Fail(problem) : await commands.ExecuteAsync(request, cancellationToken);
        return reply.Problem ?? reply.Output;
    }
}
