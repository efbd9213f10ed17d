using System.CommandLine;
using GvNap.Peer.IndexClient;

namespace GvNap.Peer.Cli.OneShot;

/// <summary><c>gvnap serve</c>: registers and shares without a prompt, until it is told to end.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Func<ParseResult, Invocation> begin)
    {
        var command = new Command("serve", "Registers and shares without a prompt, until SIGTERM or Ctrl+C.");
        command.SetAction((parsed, cancellationToken) => RunAsync(begin(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var servers = await run.FindIndexAsync(cancellationToken);
        await using var peer = await PeerNode.StartAsync(run.Options, run.Host.Loggers, run.Host.Time, cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var hashed = SayWhatIsShared(run, peer) ? Task.CompletedTask : HashingNotice.SayAsync(peer, run.Host.Terminal, ended.Token);
        var downloaded = DownloadNotices.SayAsync(peer, run.Host.Terminal, ended.Token);
        try
        {
            await RegisterAsync(run, peer, servers, cancellationToken);
            peer.Downloads.Begin();
            return await ServeAsync(run, peer, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && run.Host.Signals is not { Interrupted: true })
        {
            // SIGTERM is how serving ends.
            return ExitStatus.Done;
        }
        finally
        {
            await ended.CancelAsync();
            await hashed;
            await downloaded;
        }
    }

    /// <summary>Says what is shared now.</summary>
    /// <returns>Whether that is all, with nothing left to hash.</returns>
    private static bool SayWhatIsShared(Invocation run, PeerNode peer)
    {
        var sharing = peer.Library.Status;
        run.Host.Terminal.WriteLine($"This is {run.Options.Name}, file port {peer.Port}. {ShareWording.Sentence(sharing, run.Options.ShareFolder)}");
        foreach (var line in ShareWording.Complaints(sharing))
        {
            run.Host.Problems.WriteLine(line);
        }

        return sharing.IsComplete;
    }

    private static async Task RegisterAsync(Invocation run, PeerNode peer, IReadOnlyList<IndexAddress> servers, CancellationToken cancellationToken)
    {
        var result = await peer.RegisterAsync(servers, cancellationToken);
        switch (result.Outcome)
        {
            case RegisterOutcome.Registered:
                run.Host.Terminal.WriteLine(result.Message);
                break;
            case RegisterOutcome.Unreachable or RegisterOutcome.Unavailable:
                run.Host.Problems.WriteLine($"{result.Message} It is tried again.");
                peer.KeepTryingToRegister();
                break;
            default:
                throw new CannotException(result.Message);
        }
    }

    private static async Task<int> ServeAsync(Invocation run, PeerNode peer, CancellationToken cancellationToken)
    {
        await foreach (var notice in peer.Notices.ReadAllAsync(cancellationToken))
        {
            if (notice.Kind is IndexNoticeKind.Superseded or IndexNoticeKind.Refused)
            {
                throw new CannotException(notice.Message);
            }

            run.Host.Terminal.WriteNotice(notice.Message);
            if (run.Options.LeaveWithServer && notice.Kind is IndexNoticeKind.ServerClosing)
            {
                break;
            }
        }

        return ExitStatus.Done;
    }
}
