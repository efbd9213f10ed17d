using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GvNap.Lab.Dashboard;
using GvNap.Lab.Load;
using GvNap.Peer.Cli;
using GvNap.Peer.Cli.Prompting;
using GvNap.Protocol.Naming;
using GvNap.ServiceDefaults;
using Microsoft.Extensions.Logging;

namespace GvNap.Lab;

/// <summary>The <c>gvnap-lab</c> command line. Exit status as of <c>gvnap</c>: 0 done, 1 it could not be done, 2 wrong usage, 130 interrupted.</summary>
internal sealed partial class LabCommandLine(ITerminal terminal, TextWriter output, TextWriter problems, ShutdownSignals signals)
{
    private const int MostPeers = 200;
    private const int Interrupted = 130;

    private readonly Option<int> _peers = new("--peers") { HelpName = "N", Description = "Peers with sample files.", CustomParser = ReadPeers, DefaultValueFactory = _ => 4 };
    private readonly Option<string?> _redis = new("--redis") { HelpName = "CONNECTION", Description = "A Redis for the index server's directory, in place of memory." };
    private readonly Option<string> _downloads = new("--downloads") { HelpName = "DIR", Description = "Where downloads go.", DefaultValueFactory = _ => "downloads" };
    private readonly Option<bool> _dashboard = new("--dashboard") { Description = "Shows traces, metrics and logs in the Aspire dashboard; needs the Aspire CLI." };

    /// <summary>Runs the lab, until <c>quit</c>, the end of input, or a signal.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var root = new RootCommand("A whole GvNap network in one process: an index server, peers with sample files, and a prompt.")
        {
            _peers, _redis, _downloads, _dashboard, LoadCommand.Create(output, problems), CorpusCommand.Create(),
        };
        root.SetAction((parsed, cancellationToken) => RunAsync(
            new LabOptions(parsed.GetValue(_peers), parsed.GetValue(_redis), Path.GetFullPath(parsed.GetRequiredValue(_downloads))),
            parsed.GetValue(_dashboard),
            cancellationToken));

        var parsed = root.ParseWords(args);
        if (parsed.FindProblem("gvnap-lab") is { } problem)
        {
            return Fail(problem, status: 2);
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output, Error = problems }, signals.Token);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            // The prompt ends by itself: what was broken off is a load, or the start.
            return Interrupted;
        }
        catch (Exception failure)
        {
            return Fail(failure.Message, status: 1);
        }
    }

    private async Task<int> RunAsync(LabOptions options, bool withDashboard, CancellationToken cancellationToken)
    {
        await using var dashboard = withDashboard ? await LabDashboard.StartAsync(cancellationToken) : null;
        if (dashboard is not null)
        {
            terminal.WriteLine($"The dashboard is at {dashboard.Address}");
            dashboard.TakeTelemetry();
        }

        using var telemetry = ProcessTelemetry.Start("gvnap-lab");
        try
        {
            return await RunAsync(options, telemetry.LoggerFactory, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailure(telemetry.LoggerFactory.CreateLogger<LabCommandLine>(), failure);
            throw;
        }
    }

    private async Task<int> RunAsync(LabOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        await using var network = await LabNetwork.StartAsync(options, loggers, cancellationToken);
        foreach (var line in network.Describe())
        {
            terminal.WriteLine(line);
        }

        var prompt = new Prompt(network.Guest, terminal, loggers) { SaysWhatIsShared = false, KeepsDownloads = false };
        if (terminal.IsInteractive)
        {
            signals.OnInterrupt = prompt.CancelCommand;
        }

        await prompt.RunAsync(cancellationToken);
        return 0;
    }

    private static int ReadPeers(ArgumentResult result)
    {
        if (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var peers) || peers is < 1 or > MostPeers)
        {
            result.AddError($"--peers: '{result.Tokens[0].Value}' is not a number from 1 to {MostPeers}");
        }

        return peers;
    }

    private int Fail(string message, int status)
    {
        problems.WriteLine("gvnap-lab: " + SafeText.ForTerminal(message.ReplaceLineEndings(" ")));
        return status;
    }

    [LoggerMessage(LogLevel.Error, "The lab failed.")]
    private static partial void LogFailure(ILogger logger, Exception failure);
}
