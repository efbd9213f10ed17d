using GvNap.Peer.Cli.Prompting;

namespace GvNap.Peer.Cli.OneShot;

/// <summary><c>gvnap</c> alone: the prompt.</summary>
internal static class PromptCommand
{
    /// <summary>Runs a session; every end of it is a good one.</summary>
    public static async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        await using var peer = await PeerNode.StartAsync(run.Options, run.Host.Loggers, run.Host.Time, cancellationToken);
        var prompt = new Prompt(peer, run.Host.Terminal, run.Host.Loggers) { Stay = run.Stay };
        if (run.Host is { Signals: { } signals, Terminal.IsInteractive: true })
        {
            signals.OnInterrupt = prompt.CancelCommand;
        }

        await prompt.RunAsync(cancellationToken);
        return ExitStatus.Done;
    }
}
