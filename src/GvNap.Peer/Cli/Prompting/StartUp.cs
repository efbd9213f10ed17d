using GvNap.Peer.Sharing;

namespace GvNap.Peer.Cli.Prompting;

/// <summary>What happens before the first command: what is shared is said or agreed, and the peer registers if it knows where.</summary>
/// <param name="session">The session.</param>
/// <param name="saysWhatIsShared">Whether it is said what is shared.</param>
internal sealed class StartUp(PromptSession session, bool saysWhatIsShared)
{
    /// <summary>Says who this is and, to a person who shares nothing, offers to list what to share.</summary>
    public async Task OfferListAsync(CancellationToken cancellationToken)
    {
        var (peer, terminal) = (session.Peer, session.Terminal);
        terminal.WriteLine($"This is {peer.Options.Name}, file port {peer.Port}; downloads go to {peer.Options.Downloads}.");
        if (peer.Library.Status.Mode != ShareMode.Nothing || !terminal.IsInteractive)
        {
            return;
        }

        var offer = new FilesListOffer(peer.Options.ShareFolder, peer.Options.StateFolder, session.AskAsync, terminal);
        if (await offer.MakeAsync(cancellationToken))
        {
            await peer.Library.RescanAsync(cancellationToken);
        }
    }

    /// <summary>Says what is shared, and registers with the index servers of the options.</summary>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var (peer, terminal) = (session.Peer, session.Terminal);
        if (saysWhatIsShared)
        {
            SayWhatIsShared();
        }

        if (peer.Options.Index.Count > 0)
        {
            await RegisterCommand.RegisterAsync(session, peer.Options.Index, keepTrying: true, cancellationToken);
        }

        GoOnWithDownloads();
        SayWhatIsWatched();
        if (terminal.IsInteractive)
        {
            terminal.WriteLine(peer.Options.Index.Count > 0 ? "Type help for the commands." : "Type register to join a network, help for the commands.");
        }
    }

    private void GoOnWithDownloads()
    {
        var queue = session.Peer.Downloads;
        if (queue.Problem is { } problem)
        {
            session.Terminal.WriteProblem(problem);
        }

        if (queue.Begin() is > 0 and var count)
        {
            session.Terminal.WriteLine($"{Wording.Count(count, "download")} from before {(count == 1 ? "goes" : "go")} on: downloads lists {(count == 1 ? "it" : "them")}.");
        }
    }

    private void SayWhatIsWatched()
    {
        var (peer, terminal) = (session.Peer, session.Terminal);
        if (peer.WishesProblem is { } problem)
        {
            terminal.WriteProblem(problem);
        }

        var (watches, follows) = (peer.Wishes.Watches.Count, peer.Wishes.Follows.Count);
        if (watches > 0 || follows > 0)
        {
            terminal.WriteLine($"You watch for {watches} quer{(watches == 1 ? "y" : "ies")} and follow {Wording.Count(follows, "user")}: watches and followed list them.");
        }
    }

    private void SayWhatIsShared()
    {
        var (peer, terminal) = (session.Peer, session.Terminal);
        var sharing = peer.Library.Status;
        terminal.WriteLine(ShareWording.Sentence(sharing, peer.Options.ShareFolder));
        foreach (var line in ShareWording.Complaints(sharing))
        {
            terminal.WriteLine(line);
        }

        session.StillHashing.TrySetResult(!sharing.IsComplete);
    }
}
