using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GvNap.Index.Admin;
using GvNap.Peer.IndexClient;

namespace GvNap.Lab.Load;

/// <summary>The options of <c>gvnap-lab load</c>.</summary>
internal sealed class LoadCommandOptions
{
    /// <summary>What <see cref="JsonFile"/> gives for <c>--json</c> alone.</summary>
    public const string StandardOutput = "-";

    /// <summary>What a machine has memory for.</summary>
    public const int MostFiles = 50_000_000;

    /// <summary>Each has a loopback address of its own.</summary>
    private const int MostPeers = 200_000;

    private static readonly LoadOptions Defaults = new();
    private static readonly Dictionary<string, QueryKind> Kinds = Enum.GetValues<QueryKind>().ToDictionary(NameOf, StringComparer.OrdinalIgnoreCase);

    private readonly Option<string?> _index = new("--index") { HelpName = "HOST:PORT[,…]", Description = "The index servers; without it, one in this process, with its limits of rate lifted" };
    private readonly Option<string?> _redis = new("--redis") { HelpName = "CONNECTION", Description = "A Redis for the own server's directory, in place of memory" };
    private readonly Option<int> _peers = Count("--peers", "Peers that register", Defaults.Peers, 0, MostPeers);
    private readonly Option<int> _files = Count("--files-per-peer", "Files that each of them shares", Defaults.FilesPerPeer, 0, 200_000);
    private readonly Option<int> _corpus = Count("--corpus", "Files that another load with this seed shares, and that rare words are taken from", Defaults.Corpus, 0, MostFiles);
    private readonly Option<int?> _searches = Optional("--searches-per-second", "Searches a second, timed from when they were due; 0: none [default: as fast as they are answered]", 10_000_000);
    private readonly Option<int> _connections = Count("--connections", "Connections that search", Defaults.Connections, 1, 10_000);
    private readonly Option<int> _pipeline = Count("--pipeline", "Searches that a connection has under way at once", Defaults.Pipeline, 1, 1_000);
    private readonly Option<int> _results = Count("--results", "Results a page", Defaults.Results, 1, 100);
    private readonly Option<QueryKind?> _queries = new("--queries")
    {
        HelpName = string.Join('|', Kinds.Keys),
        Description = $"Two words drawn as those of the names are, the rarest two of a file, or two of the hundred commonest [default: {NameOf(Defaults.Queries)}]",
        CustomParser = result => Kinds.TryGetValue(result.Tokens[0].Value, out var kind) ? kind : Fail<QueryKind?>(result, $"is none of {string.Join(", ", Kinds.Keys)}"),
    };

    private readonly Option<int> _churn = Count("--churn", "Files a second that come and go: peers exchange files, crash, fall silent, quit, and come back", Defaults.Churn, 0, 10_000_000);
    private readonly Option<TimeSpan?> _duration = Time("--duration", "How long is searched", Defaults.Duration, least: TimeSpan.FromMilliseconds(1));
    private readonly Option<int> _seed = Count("--seed", "What all that is random is drawn from", Defaults.Seed, 0, int.MaxValue);
    private readonly Option<int> _check = Count("--check", "Checks one answer in so many; 0: none", Defaults.Check, 0, int.MaxValue);
    private readonly Option<TimeSpan?> _settle = Time("--settle", "How long other servers than a peer's own may lag behind", Defaults.Settle, least: TimeSpan.Zero);
    private readonly Option<TimeSpan?> _patience = Time("--patience", "How long a peer that no server takes tries before the load is given up", Defaults.Patience, least: TimeSpan.Zero);
    private readonly Option<int> _silent = Count("--silent", "Peers that fall silent at the end; their time in the results is measured", Defaults.Silent, 0, 10_000);
    private readonly Option<bool> _compare = new("--compare") { Description = "Compares all catalogues with what the servers list, after the searches; --compare false leaves that out", DefaultValueFactory = _ => Defaults.Compare };
    private readonly Option<int?> _process = Optional("--server-process", "The index server's process, whose memory and processor time are watched", int.MaxValue, name: "PID");
    private readonly Option<string?> _json = new("--json") { HelpName = "FILE", Description = "Writes the report as JSON to a file, or in place of text", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Checks what its own parser does not.</summary>
    public LoadCommandOptions()
    {
        Check(_index, text => Addresses(text) is null ? "is no address: HOST:PORT, several with commas between" : null);
        Check(_process, text => int.TryParse(text, out var id) && !ServerWatch.Exists(id) ? "is the number of no process" : null);
        Check(_json, text => Path.GetFullPath(text, Environment.CurrentDirectory) is var path && Directory.Exists(path) ? "is a folder"
            : Directory.Exists(Path.GetDirectoryName(path)) ? null : "lies in no folder that is there");
    }

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All =>
        [_index, _redis, _peers, _files, _corpus, _searches, _connections, _pipeline, _results, _queries, _churn, _duration, _seed, _check, _settle, _patience, _silent, _compare, _process, _json];

    /// <summary>Checks what goes together.</summary>
    public void Check(CommandResult result)
    {
        try
        {
            if (FindContradiction(result) is { } problem)
            {
                result.AddError(problem);
            }
        }
        catch (InvalidOperationException)
        {
            // One of them cannot be read, which is said anyway.
        }
    }

    /// <summary>Where the JSON goes: a file, <see cref="StandardOutput"/>, or null for nowhere.</summary>
    public string? JsonFile(ParseResult result) => result.GetResult(_json) is null ? null : result.GetValue(_json) ?? StandardOutput;

    /// <summary>Reads a command line without errors.</summary>
    public LoadOptions Read(ParseResult result) => new()
    {
        Index = Addresses(result.GetValue(_index) ?? "") ?? [],
        Redis = result.GetValue(_redis),
        Peers = result.GetValue(_peers),
        FilesPerPeer = result.GetValue(_files),
        Corpus = result.GetValue(_corpus),
        SearchesPerSecond = result.GetValue(_searches),
        Connections = result.GetValue(_connections),
        Pipeline = result.GetValue(_pipeline),
        Results = result.GetValue(_results),
        Queries = result.GetValue(_queries) ?? Defaults.Queries,
        Churn = result.GetValue(_churn),
        Duration = result.GetValue(_duration) ?? Defaults.Duration,
        Seed = result.GetValue(_seed),
        Check = result.GetValue(_check),
        Settle = result.GetValue(_settle) ?? Defaults.Settle,
        Patience = result.GetValue(_patience) ?? Defaults.Patience,
        Silent = result.GetValue(_silent),
        Compare = result.GetValue(_compare),
        ServerProcess = result.GetValue(_process),
    };

    private string? FindContradiction(CommandResult result) => result switch
    {
        _ when (long)result.GetValue(_peers) * result.GetValue(_files) > MostFiles => $"--peers and --files-per-peer: at most {MostFiles} files together.",
        _ when result.GetValue(_silent) > result.GetValue(_peers) => $"--silent: only {result.GetValue(_peers)} peers register.",
        _ when result.GetValue(_redis) is not null && result.GetValue(_index) is not null => "--redis is for the own server, and with --index there is none.",
        _ => null,
    };

    private static List<IndexAddress>? Addresses(string text)
    {
        var addresses = new List<IndexAddress>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!IndexAddress.TryParse(part, out var address))
            {
                return null;
            }

            addresses.Add(address);
        }

        return addresses;
    }

    /// <summary>An option that is a number in a range.</summary>
    public static Option<int> Count(string name, string description, int standard, int least, int most) => new(name)
    {
        HelpName = "N",
        Description = description,
        DefaultValueFactory = _ => standard,
        CustomParser = result => Number(result, least, most) ?? 0,
    };

    private static Option<int?> Optional(string option, string description, int most, string name = "N") => new(option)
    {
        HelpName = name,
        Description = description,
        CustomParser = result => Number(result, 0, most),
    };

    private static int? Number(ArgumentResult result, int least, int most) =>
        int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : Fail<int?>(result, $"is not a number from {least} to {most}");

    private static Option<TimeSpan?> Time(string name, string description, TimeSpan standard, TimeSpan least) => new(name)
    {
        HelpName = "TIME",
        Description = $"{description}, such as 500ms, 10s or 2m [default: {Duration.Format(standard)}]",
        CustomParser = result => Duration.TryParse(result.Tokens[0].Value, out var time) && time >= least ? time : Fail<TimeSpan?>(result, "is no time such as 500ms, 10s or 2m"),
    };

    private static void Check<T>(Option<T> option, Func<string, string?> findProblem) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var text }] && findProblem(text) is { } problem)
        {
            result.AddError($"{option.Name}: '{text}' {problem}.");
        }
    });

    private static string NameOf(QueryKind kind) => $"{kind}".ToLowerInvariant();

    private static T? Fail<T>(ArgumentResult result, string problem)
    {
        result.AddError($"{((OptionResult)result.Parent!).Option.Name}: '{result.Tokens[0].Value}' {problem}.");
        return default;
    }
}
