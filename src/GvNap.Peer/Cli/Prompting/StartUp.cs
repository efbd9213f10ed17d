using GvNap.Peer.Sharing;

namespace GvNap.Peer.Cli.Prompting;

/// <summary>What happens before the first command: what is shared is said or agreed, and the peer registers if it knows where.</summary>
internal sealed class StartUp(PromptSession session)
{
    /// <summary>Does it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (peer, terminal) = (session.Peer, session.Terminal);
        terminal.WriteLine($"This is {peer.Options.Name}, file port {peer.Port}; downloads go to {peer.Options.Downloads}.");
        if (peer.Library.Status.Mode == ShareMode.Nothing && terminal.IsInteractive)
        {
            await OfferListAsync(cancellationToken);
        }

        terminal.WriteLine(ShareWording.Sentence(peer.Library.Status, peer.Options.ShareFolder));
        foreach (var line in ShareWording.Complaints(peer.Library.Status))
        {
            terminal.WriteLine(line);
        }

        if (peer.Options.Index.Count > 0)
        {
            await RegisterCommand.RegisterAsync(session, peer.Options.Index, keepTrying: true, cancellationToken);
        }

        if (terminal.IsInteractive)
        {
            terminal.WriteLine(peer.Options.Index.Count > 0 ? "Type help for the commands." : "Type register to join a network, help for the commands.");
        }
    }

    private async Task OfferListAsync(CancellationToken cancellationToken)
    {
        var offer = new FilesListOffer(session.Peer.Options.ShareFolder, session.Peer.Options.StateFolder, session.AskAsync, session.Terminal);
        if (await offer.MakeAsync(cancellationToken))
        {
            await session.Peer.Library.RescanAsync(cancellationToken);
        }
    }
}
