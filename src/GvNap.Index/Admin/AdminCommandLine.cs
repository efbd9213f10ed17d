using System.CommandLine;
using System.CommandLine.Parsing;
using GvNap.Index.Bans;
using GvNap.Protocol.Naming;
using GvNap.ServiceDefaults;

namespace GvNap.Index.Admin;

/// <summary>The commands to a server that runs: <c>gvnap-index</c> passes them to one on this machine, and its console takes them.</summary>
internal sealed class AdminCommandLine
{
    private readonly Option<bool> _json = new("--json") { Description = "Prints JSON" };

    private readonly Option<string> _message = new("--message", "-m")
    {
        Description = "What the peers are told",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "",
    };

    private readonly Argument<string[]> _words = new("MESSAGE") { Arity = ArgumentArity.ZeroOrMore };

    private readonly Argument<string> _target = new("TARGET") { Description = "A user name, an address, or a range such as 10.1.0.0/16; a user whose name looks like an address is written user:NAME" };

    private readonly Argument<string[]> _reason = new("REASON") { Description = "What those are told who are shut out", Arity = ArgumentArity.ZeroOrMore };

    private readonly Command _program;

    /// <summary>Makes them.</summary>
    /// <param name="program">Gets them.</param>
    public AdminCommandLine(Command program)
    {
        _program = program;
        Add(new(AdminVerbs.Stats, "Shows how many peers and files there are, what was done, and the state of the directory."));
        Add(new(AdminVerbs.Peers, "Lists who is online, with what."));
        Add(new(AdminVerbs.Ban, "Shuts out a user, an address, or a range of addresses.") { _target, _reason });
        Add(new(AdminVerbs.Unban, "Lets a user, an address, or a range of addresses back.") { _target });
        Add(new(AdminVerbs.Bans, "Lists who is shut out."));
        Add(new(AdminVerbs.Quit, "Ends the server, which tells its peers.") { _message });
    }

    /// <summary>Those at the console of a server, where a message needs no option. In a shell it does: one that is mistyped must not end a server.</summary>
    public static AdminCommandLine ForConsole()
    {
        var console = new AdminCommandLine(new("gvnap-index"));
        console._program.Subcommands.Single(command => command.Name == AdminVerbs.Quit).Add(console._words);
        return console;
    }

    /// <summary>The command that was given; null if it was none of these.</summary>
    /// <param name="result">A command line without errors.</param>
    public AdminRequest? Read(ParseResult result) => result.CommandResult.Command == _program ? null : new(
        result.CommandResult.Command.Name,
        result.GetValue(_target) ?? "",
        string.Join(' ', [result.GetValue(_message) ?? "", .. result.GetValue(_reason) ?? [], .. result.GetValue(_words) ?? []]).Trim(),
        result.GetValue(_json));

    /// <summary>Reads a line that was typed.</summary>
    /// <param name="verb">Its first word, in lower case.</param>
    /// <param name="others">The words after that; a text may be in quotes, as in a shell.</param>
    /// <returns>The command, which may be none of these; or what is wrong, in a line.</returns>
    public (AdminRequest? Request, string Problem) ReadTyped(string verb, IEnumerable<string> others)
    {
        var result = _program.ParseWords([verb, .. others]);
        if (result.CommandResult.Command != _program && result.Errors is [var first, ..])
        {
            return (null, result.UnmatchedTokens is [var word, ..] ? $"{verb} does not take '{SafeText.ForTerminal(word)}': try help." : first.Message);
        }

        var request = Read(result) ?? new(verb);
        return (request.Text is ['"', .. var text, '"'] ? request with { Text = text } : request, "");
    }

    private void Add(Command command)
    {
        command.Add(_json);
        if (command.Arguments.Contains(_target))
        {
            command.Validators.Add(CheckTarget);
        }

        _program.Add(command);
    }

    private void CheckTarget(CommandResult result)
    {
        if (result.GetResult(_target)?.Tokens is not [{ Value: var text }])
        {
            result.AddError($"Whom? Write {result.Command.Name} and a user name, an address, or a range such as 10.1.0.0/16.");
        }
        else if (!BanTarget.TryParse(text, out _))
        {
            result.AddError(BanTarget.Explain(text));
        }
    }
}
