using System.CommandLine;

namespace GvNap.Peer.Cli;

/// <summary>The options that every command takes, before or behind it.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Name { get; } = Text("--name", "NAME", "Your user name: 1 to 32 of A-Za-z0-9._- (default: the login's).");

    public Option<string?> Share { get; } = Text("--share", "DIR", "The folder to share: what its files.json lists or, without one, all of it (default: what the working directory's files.json lists).");

    public Option<string?> Downloads { get; } = Text("--downloads", "DIR", "Where downloads go (default: the working directory).");

    public Option<string?> Port { get; } = Text("--port", "PORT", "The file port (default: 6699, or the next one that is free).");

    public Option<string[]> Advertise { get; } = Texts("--advertise", "HOST[:PORT]", "Where others reach this peer, besides the address that the index server sees. Repeatable.");

    public Option<string?> Index { get; } = Text("--index", "HOST:PORT[,…]", "The index servers, best first; registers with them at the start.");

    public Option<string?> State { get; } = Text("--state", "DIR", "Where this peer's state is kept (default: gvnap/NAME under $XDG_STATE_HOME).");

    public Option<string[]> Limit { get; } = Texts("--limit", "NAME=VALUE", "Sets a limit. Repeatable. Limits: " + string.Join("; ", LimitOption.All.Select(limit => $"{limit.Name}: {limit.Meaning}")) + ".");

    public Option<bool> Stay { get; } = Flag("--stay", "Goes on sharing when the input ends.");

    public Option<bool> LeaveWithServer { get; } = Flag("--leave-with-server", "Quits when the index server does.");

    public Option<bool> Json { get; } = Flag("--json", "Prints JSON, for scripts.");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [Name, Share, Downloads, Port, Advertise, Index, State, Limit, Stay, LeaveWithServer, Json];

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, Recursive = true };

    private static Option<string[]> Texts(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, Recursive = true, DefaultValueFactory = _ => [] };

    private static Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Recursive = true };
}
