namespace GvNap.Peer.Cli.Prompting;

/// <summary><c>link N</c>.</summary>
internal static class LinkCommands
{
    /// <summary>Shows the HTTP addresses of a result.</summary>
    public static async Task LinkAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var (text, _) = await session.TakeOrAskAsync(rest, "Number of the result:", fallback: null, cancellationToken);
        var links = (await session.Peer.LinksAsync(session.ResultAt(text).Content, cancellationToken)).Require();
        if (links.Links.Count == 0)
        {
            throw new CannotException("Nobody shares that now.");
        }

        foreach (var link in links.Links)
        {
            session.Terminal.WriteLine(link.Address.AbsoluteUri);
        }
    }
}
