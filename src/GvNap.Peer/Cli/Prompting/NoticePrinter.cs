using GvNap.Peer.IndexClient;

namespace GvNap.Peer.Cli.Prompting;

/// <summary>Says what happens by itself: to the attachment and to downloads, and that hashing is done.</summary>
internal sealed class NoticePrinter(PromptSession session, Action leave)
{
    /// <summary>Says it until the session ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(
                PrintNoticesAsync(cancellationToken), PrintHashedAsync(cancellationToken), DownloadNotices.SayAsync(session.Peer, session.Terminal, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }

    private async Task PrintNoticesAsync(CancellationToken cancellationToken)
    {
        await foreach (var notice in session.Peer.Notices.ReadAllAsync(cancellationToken))
        {
            session.Terminal.WriteNotice(notice.Message);
            if (session.Peer.Options.LeaveWithServer && notice.Kind is IndexNoticeKind.ServerClosing)
            {
                leave();
                return;
            }
        }
    }

    private async Task PrintHashedAsync(CancellationToken cancellationToken)
    {
        if (await session.StillHashing.Task.WaitAsync(cancellationToken))
        {
            await HashingNotice.SayAsync(session.Peer, session.Terminal, cancellationToken);
        }
    }
}
