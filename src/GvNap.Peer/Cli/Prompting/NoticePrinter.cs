using GvNap.Peer.IndexClient;

namespace GvNap.Peer.Cli.Prompting;

/// <summary>Says what happens by itself: to the attachment, and that hashing is done.</summary>
internal sealed class NoticePrinter(PeerNode peer, ITerminal terminal, Action leave)
{
    /// <summary>Says it until the session ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(PrintNoticesAsync(cancellationToken), PrintHashedAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }

    private async Task PrintNoticesAsync(CancellationToken cancellationToken)
    {
        await foreach (var notice in peer.Notices.ReadAllAsync(cancellationToken))
        {
            terminal.WriteNotice(notice.Message);
            if (peer.Options.LeaveWithServer && notice.Kind is IndexNoticeKind.ServerClosing)
            {
                leave();
                return;
            }
        }
    }

    /// <summary>Once: what a person sees of hashing at the start, besides <c>status</c>.</summary>
    private async Task PrintHashedAsync(CancellationToken cancellationToken)
    {
        if (peer.Library.Status.IsComplete)
        {
            return;
        }

        await peer.Library.WaitUntilHashedAsync(cancellationToken);
        terminal.WriteNotice($"Hashing is done. {ShareWording.Sentence(peer.Library.Status, peer.Options.ShareFolder)}");
    }
}
