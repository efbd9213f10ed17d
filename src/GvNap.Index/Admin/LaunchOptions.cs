using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using GvNap.Index.Admin.Control;
using GvNap.Index.Connections;
using GvNap.ServiceDefaults;

namespace GvNap.Index.Admin;

/// <summary>What the command line and the environment say. An option that was not given is taken from <c>GVNAP_OPTION</c>.</summary>
internal sealed class LaunchOptions
{
    private static readonly TimeSpan DefaultLease = new IndexServerOptions().Lease;

    private readonly Option<int?> _port = new("--port", "-p")
    {
        Description = "The port of the index protocol; 0 takes a free one. Of several servers that run here, a command speaks to that with this port",
        HelpName = "PORT",
        Recursive = true,
        CustomParser = result => ushort.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : Fail<int?>(result, "is no port: 0 to 65535"),
    };

    private readonly Option<IPAddress> _listen = new("--listen")
    {
        Description = "The address to listen on; :: takes IPv4 and IPv6",
        HelpName = "ADDRESS",
        CustomParser = result => IPAddress.TryParse(result.Tokens[0].Value, out var address) ? address : Fail<IPAddress>(result, "is no IP address"),
        DefaultValueFactory = _ => IPAddress.Any,
    };

    private readonly Option<string?> _redis = new("--redis")
    {
        Description = "A Redis that several index servers share, such as localhost:6379; without it, the directory is in memory",
        HelpName = "CONNECTION",
    };

    private readonly Option<TimeSpan?> _lease = new("--lease")
    {
        Description = $"A peer from which nothing came for this long, such as 500ms or 15s, is gone [default: {Duration.Format(DefaultLease)}]",
        HelpName = "TIME",
        CustomParser = result => Duration.TryParse(result.Tokens[0].Value, out var time) && IsLease(time)
            ? time
            : Fail<TimeSpan?>(result, "is no lease: 100ms to 1h"),
    };

    private readonly Option<string[]> _limits = new("--limit")
    {
        Description = $"Sets a limit, again and again: {string.Join(", ", LimitNames.All)}",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _health = new("--health")
    {
        Description = "Asks the index server that runs here with these options how it is, and ends: 0 if it is well, else 1",
    };

    private readonly Option<string?> _run = new("--run")
    {
        Description = "The folder in which commands such as stats find the server that runs [default: gvnap under XDG_RUNTIME_DIR, or one in the folder for temporary files]",
        HelpName = "DIR",
        Recursive = true,
        CustomParser = result => result.Tokens[0].Value is { Length: > 0 } folder ? folder : Fail<string>(result, "is no folder"),
    };

    private readonly AdminCommandLine _commands;
    private readonly RootCommand _root;
    private readonly Func<string, string?> _environment;

    /// <param name="environment">Looks up a variable.</param>
    public LaunchOptions(Func<string, string?> environment)
    {
        _environment = environment;
        _limits.Validators.Add(CheckLimits);
        _root = new RootCommand("A GvNap index server: knows who is online and what they share.") { _port, _listen, _redis, _lease, _limits, _health, _run };
        // Without an action, a command would be demanded.
        _root.SetAction(_ => 0);
        _commands = new(_root);
    }

    /// <summary>Reads the command line.</summary>
    public ParseResult Parse(IReadOnlyList<string> args)
    {
        var given = _root.ParseWords(args);
        var isServer = given.CommandResult.Command == _root;
        var added = _root.Options.Where(option => (isServer || option.Recursive) && given.GetResult(option) is null or { Implicit: true }).SelectMany(FromEnvironment);
        return IsQuestion(given) ? given : _root.ParseWords([.. args, .. added]);
    }

    /// <summary>Whether it is a question that the command line answers by itself, such as <c>--help</c>.</summary>
    public bool IsQuestion(ParseResult result) => result.Action is { } action && action != _root.Action;

    /// <summary>The port that was given; null: none, and a person may be asked.</summary>
    public int? PortOf(ParseResult result) => result.GetValue(_port);

    /// <summary>The command for a server that runs; null: this process is to be one.</summary>
    public AdminRequest? CommandOf(ParseResult result) => _commands.Read(result);

    /// <summary>Where running servers can be spoken to.</summary>
    public RunFolder RunFolderOf(ParseResult result) => new(result.GetValue(_run) ?? RunFolder.DefaultPath(_environment));

    /// <summary>Whether to ask a server that runs, rather than to be one.</summary>
    public bool AsksForHealth(ParseResult result) => result.GetValue(_health);

    /// <summary>The server's options.</summary>
    /// <param name="result">A command line without errors.</param>
    /// <param name="port">The port, if none was given.</param>
    public IndexServerOptions ToServerOptions(ParseResult result, int port)
    {
        var limits = new IndexLimits();
        foreach (var limit in result.GetValue(_limits) ?? [])
        {
            LimitNames.TrySet(limit, ref limits, out _);
        }

        var redis = result.GetValue(_redis) ?? _environment("ConnectionStrings__redis");
        return new IndexServerOptions
        {
            ListenAddress = result.GetValue(_listen)!,
            Port = result.GetValue(_port) ?? port,
            Redis = string.IsNullOrWhiteSpace(redis) ? null : redis,
            Lease = result.GetValue(_lease) ?? DefaultLease,
            Limits = limits,
            HealthUrls = _environment("ASPNETCORE_URLS") ?? "",
        };
    }

    private IEnumerable<string> FromEnvironment(Option option)
    {
        var value = _environment("GVNAP_" + option.Name.TrimStart('-').ToUpperInvariant());
        return string.IsNullOrWhiteSpace(value) ? []
            : option == _limits ? value.Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(limit => new[] { option.Name, limit })
            : [option.Name, value];
    }

    private static void CheckLimits(OptionResult result)
    {
        var limits = new IndexLimits();
        foreach (var token in result.Tokens)
        {
            if (!LimitNames.TrySet(token.Value, ref limits, out var problem))
            {
                result.AddError($"--limit: {problem}.");
            }
        }
    }

    private static bool IsLease(TimeSpan time) => time >= TimeSpan.FromMilliseconds(100) && time <= TimeSpan.FromHours(1);

    private static T? Fail<T>(ArgumentResult result, string problem)
    {
        result.AddError($"{((OptionResult)result.Parent!).Option.Name}: '{result.Tokens[0].Value}' {problem}.");
        return default;
    }
}
