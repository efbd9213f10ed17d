using System.CommandLine;
using GvNap.Index.Bans;

namespace GvNap.Index.Admin;

/// <summary>The commands that <c>gvnap-index</c> passes to a server that runs on this machine.</summary>
internal sealed class AdminCommandLine
{
    private readonly Option<bool> _json = new("--json") { Description = "Prints JSON" };

    private readonly Option<string> _message = new("--message", "-m")
    {
        Description = "What the peers are told",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "",
    };

    private readonly Argument<string> _target = new("TARGET") { Description = "A user name, an address, or a range such as 10.1.0.0/16; a user whose name looks like an address is written user:NAME" };

    private readonly Argument<string[]> _reason = new("REASON") { Description = "What those are told who are shut out", Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Makes them.</summary>
    public AdminCommandLine()
    {
        _target.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !BanTarget.TryParse(text, out _))
            {
                result.AddError(BanTarget.Explain(text));
            }
        });
        Commands =
        [
            new(AdminVerbs.Stats, "Shows how many peers and files there are, what was done, and the state of the directory.") { _json },
            new(AdminVerbs.Peers, "Lists who is online, with what.") { _json },
            new(AdminVerbs.Ban, "Shuts out a user, an address, or a range of addresses.") { _target, _reason, _json },
            new(AdminVerbs.Unban, "Lets a user, an address, or a range of addresses back.") { _target, _json },
            new(AdminVerbs.Bans, "Lists who is shut out.") { _json },
            new(AdminVerbs.Quit, "Ends the server, which tells its peers.") { _message, _json },
        ];
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Command> Commands { get; }

    /// <summary>The command that was given; null if it was none of these.</summary>
    /// <param name="result">A command line without errors.</param>
    public AdminRequest? Read(ParseResult result) => result.CommandResult.Command.Name switch
    {
        AdminVerbs.Ban => new(AdminVerbs.Ban, result.GetValue(_target)!, string.Join(' ', result.GetValue(_reason) ?? []), result.GetValue(_json)),
        AdminVerbs.Unban => new(AdminVerbs.Unban, result.GetValue(_target)!, Json: result.GetValue(_json)),
        AdminVerbs.Quit => new(AdminVerbs.Quit, Text: result.GetValue(_message)!, Json: result.GetValue(_json)),
        var verb when Commands.Any(command => command.Name == verb) => new(verb, Json: result.GetValue(_json)),
        _ => null,
    };
}
