using GvNap.Peer.Wishes;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Cli.Prompting;

/// <summary>A session at the prompt, typed by a person or piped in: the commands of GV-NAP, and more.</summary>
public sealed partial class Prompt
{
    private readonly PromptSession _session;
    private readonly ILogger _logger;
    private CancellationTokenSource? _running;

    /// <summary>Makes a session for a peer that runs.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="terminal">Where commands come from, and answers go to.</param>
    /// <param name="loggers">For what nobody expected.</param>
    public Prompt(PeerNode peer, ITerminal terminal, ILoggerFactory loggers)
    {
        _session = new PromptSession(peer, terminal);
        _logger = loggers.CreateLogger<Prompt>();
    }

    /// <summary>Whether the peer goes on sharing when the input ends.</summary>
    public bool Stay { get; init; }

    /// <summary>Whether the session begins with what is shared; a peer that is there only to search and download needs no such line.</summary>
    public bool SaysWhatIsShared { get; init; } = true;

    /// <summary>Whether downloads that are not complete go on the next time.</summary>
    public bool KeepsDownloads { get; init; } = true;

    /// <summary>Ends the command that runs, if one does.</summary>
    /// <returns>False if nothing ran.</returns>
    public bool CancelCommand()
    {
        var running = _running;
        try
        {
            running?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return false;
        }

        return running is not null;
    }

    /// <summary>Registers with the index servers of the peer's options, if there are any, then takes commands until <c>quit</c> or the end of input.</summary>
    /// <param name="cancellationToken">Ends the session as <c>quit</c> does.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var notices = new NoticePrinter(_session, ended.Cancel).RunAsync(ended.Token);
        try
        {
            await RunToEndAsync(ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // A signal, or the index server's end: leaves as quit does.
        }
        finally
        {
            await ended.CancelAsync();
            await notices;
        }

        if (KeepsDownloads && _session.Peer.Downloads.Unfinished is > 0 and var count)
        {
            _session.Terminal.WriteLine($"{Wording.Count(count, "download")} {(count == 1 ? "is not complete: it goes" : "are not complete: they go")} on the next time.");
        }
    }

    private async Task RunToEndAsync(CancellationToken cancellationToken)
    {
        // Two commands: who breaks off the first, with Ctrl+C, still registers.
        var startUp = new StartUp(_session, SaysWhatIsShared);
        await ExecuteAsync(startUp.OfferListAsync, cancellationToken);
        await ExecuteAsync(startUp.RegisterAsync, cancellationToken);
        while (await _session.AskAsync("gvnap>", cancellationToken) is { } line)
        {
            var (verb, rest) = PromptLine.Parse(line);
            if (verb == PromptVerb.Quit)
            {
                return;
            }

            if (verb.Length > 0)
            {
                await ExecuteAsync(token => PromptVerb.RunAsync(verb, rest, _session, token), cancellationToken);
            }
        }

        if (Stay)
        {
            _session.Terminal.WriteLine("The input has ended; sharing goes on until this process is told to end.");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    private async Task ExecuteAsync(Func<CancellationToken, Task> command, CancellationToken cancellationToken)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _running = running;
        try
        {
            await command(running.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _session.Terminal.WriteProblem("Stopped.");
        }
        catch (Exception failure) when (failure is CannotException or UsageException or WishRefusedException or IOException or UnauthorizedAccessException)
        {
            _session.Terminal.WriteProblem(failure.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogUnexpected(_logger, failure);
            _session.Terminal.WriteProblem($"That failed unexpectedly: {failure.Message.ReplaceLineEndings(" ")}");
        }
        finally
        {
            _running = null;
        }
    }

    [LoggerMessage(LogLevel.Error, "A command of the prompt failed unexpectedly.")]
    private static partial void LogUnexpected(ILogger logger, Exception failure);
}
