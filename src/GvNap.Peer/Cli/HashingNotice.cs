namespace GvNap.Peer.Cli;

/// <summary>Says that hashing is done, where it was said before that it was not.</summary>
internal static class HashingNotice
{
    /// <summary>Waits for it, and says it; cancelled, it says nothing.</summary>
    public static async Task SayAsync(PeerNode peer, ITerminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            await peer.Library.WaitUntilHashedAsync(cancellationToken);
            terminal.WriteNotice($"Hashing is done. {ShareWording.Sentence(peer.Library.Status, peer.Options.ShareFolder)}");
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }
}
