using System.CommandLine;
using System.Net.Sockets;
using GvNap.Peer.Cli.OneShot;
using GvNap.ServiceDefaults;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Cli;

/// <summary>The <c>gvnap</c> command line.</summary>
internal sealed partial class CommandLine(CliHost host)
{
    private readonly GlobalOptions _options = new();

    /// <summary>Runs a command.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <returns>The exit status, one of <see cref="ExitStatus"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        try
        {
            var parsed = MakeRoot().ParseWords(args);
            if (parsed.FindProblem("gvnap") is { } problem)
            {
                throw new UsageException(problem);
            }

            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = host.Output, Error = host.Problems };
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitStatus.Interrupted;
        }
        catch (UsageException wrong)
        {
            return Fail(wrong.Message, ExitStatus.WrongUsage);
        }
        catch (Exception failure)
        {
            if (failure is not (CannotException or IOException or UnauthorizedAccessException or SocketException))
            {
                LogUnexpected(host.Loggers.CreateLogger<CommandLine>(), failure);
            }

            return Fail(failure.Message, ExitStatus.Failed);
        }
    }

    private RootCommand MakeRoot()
    {
        var root = new RootCommand("A peer of a GvNap network: shares, searches and downloads files. Without a command it gives a prompt. Every option can be set in the environment, too: --name as GVNAP_NAME, and so on.")
        {
            ServeCommand.Make(Begin),
            SearchCommand.Make(Begin),
            WatchCommand.Make(Begin),
            GetCommand.Make(Begin),
            LinkCommand.Make(Begin),
            DownloadCommand.Make(Begin),
            BrowseCommand.Make(Begin),
            PeersCommand.Make(Begin),
            FilesCommand.Make(Begin),
            HashCommand.Make(Begin),
        };
        foreach (var option in _options.All)
        {
            root.Options.Add(option);
        }

        root.SetAction((parsed, cancellationToken) => PromptCommand.RunAsync(Begin(parsed), cancellationToken));
        return root;
    }

    private Invocation Begin(ParseResult parsed)
    {
        var settings = new Settings(parsed, host.Environment);
        var options = PeerOptionsReader.Read(_options, settings, host.WorkingDirectory);
        return new Invocation(host, options, settings.IsSet(_options.Json), settings.IsSet(_options.Stay));
    }

    private int Fail(string message, int status)
    {
        host.Problems.WriteLine("gvnap: " + Protocol.Naming.SafeText.ForTerminal(message.ReplaceLineEndings(" ")));
        return status;
    }

    [LoggerMessage(LogLevel.Error, "A command failed unexpectedly.")]
    private static partial void LogUnexpected(ILogger logger, Exception failure);
}
