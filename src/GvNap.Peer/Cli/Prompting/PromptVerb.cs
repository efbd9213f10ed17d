namespace GvNap.Peer.Cli.Prompting;

/// <summary>A command of the prompt.</summary>
/// <param name="Name">What is typed, in any case.</param>
/// <param name="Arguments">What may follow.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Action">Does it, with the rest of the line.</param>
internal sealed record PromptVerb(string Name, string Arguments, string Summary, Func<PromptSession, string, CancellationToken, Task> Action)
{
    /// <summary>Ends the session.</summary>
    public const string Quit = "quit";

    /// <summary>All commands, in the order of the help.</summary>
    public static IReadOnlyList<PromptVerb> All { get; } =
    [
        new("register", "[HOST PORT]", "joins the network of an index server", RegisterCommand.RunAsync),
        new("keyword", "WORD…", "searches names, folders and descriptions for words", SearchCommands.SearchAsync),
        new("search", "QUERY", "searches with more than words, see below", SearchCommands.SearchAsync),
        new("more", "", "shows further results", SearchCommands.MoreAsync),
        new("get", "N…", "downloads result N, or several; or a folder that browse listed, with all that is in it", DownloadCommands.GetAsync),
        new("download", "[PEER-HOST PEER-PORT FILENAME]", "downloads a file from a peer by the name it is shared under", DownloadCommands.DownloadAsync),
        new("downloads", "", "lists the downloads, with their numbers", QueueCommands.ListAsync),
        new("pause", "N", "pauses download N", QueueCommands.PauseAsync),
        new("resume", "N", "goes on with download N", QueueCommands.ResumeAsync),
        new("cancel", "N", "gives download N up", QueueCommands.CancelAsync),
        new("link", "N", "shows where curl, aria2c and browsers get result N", LinkCommands.LinkAsync),
        new("browse", "USER", "lists what a user shares, files and folders", SearchCommands.BrowseAsync),
        new("peers", "", "lists who is online", SearchCommands.PeersAsync),
        new("watch", "QUERY", "tells when somebody shares a file that matches, until you unwatch it", WishCommands.WatchAsync),
        new("watches", "", "lists what you watch for, with their numbers", WishCommands.WatchesAsync),
        new("unwatch", "N", "watches for query N no more", WishCommands.UnwatchAsync),
        new("follow", "USER", "tells when a user comes and goes", WishCommands.FollowAsync),
        new("unfollow", "USER", "follows a user no more", WishCommands.UnfollowAsync),
        new("followed", "", "lists whom you follow, and whether they are here", WishCommands.FollowedAsync),
        new("files", "", "lists what you share", StatusCommands.FilesAsync),
        new("status", "", "tells how you are connected, and what is going on", StatusCommands.StatusAsync),
        new("help", "", "shows these commands", HelpAsync),
        new(Quit, "", "leaves", static (_, _, _) => Task.CompletedTask),
    ];

    /// <summary>Runs a command by its name.</summary>
    /// <exception cref="UsageException">There is no such command.</exception>
    public static Task RunAsync(string verb, string rest, PromptSession session, CancellationToken cancellationToken) =>
        All.FirstOrDefault(known => known.Name == verb) is { } command
            ? command.Action(session, rest, cancellationToken)
            : throw new UsageException($"There is no command '{verb}'; type help for those that there are.");

    private static Task HelpAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var usages = All.Select(verb => $"{verb.Name} {verb.Arguments}".TrimEnd()).ToList();
        var width = usages.Max(usage => usage.Length);
        foreach (var (usage, verb) in usages.Zip(All))
        {
            session.Terminal.WriteLine($"  {usage.PadRight(width)}  {verb.Summary}");
        }

        session.Terminal.WriteLine("A QUERY may have words, \"a phrase\", -without, prefix*, ext:flac, size:>10MB, user:alice.");
        if (session.Terminal.IsInteractive)
        {
            session.Terminal.WriteLine("What you leave out is asked for. Ctrl+C ends a command that runs and, when none does, leaves; so does Ctrl+D.");
        }

        return Task.CompletedTask;
    }
}
