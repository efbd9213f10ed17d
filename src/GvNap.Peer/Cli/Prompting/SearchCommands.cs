using GvNap.Peer.Finding;

namespace GvNap.Peer.Cli.Prompting;

/// <summary><c>keyword</c>, <c>search</c>, <c>more</c>, <c>browse</c> and <c>peers</c>.</summary>
internal static class SearchCommands
{
    private const int DefaultResults = 20;

    /// <summary>Searches and shows the first results.</summary>
    public static async Task SearchAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var query = await session.TextOrAskAsync(rest, "Search for:", cancellationToken);
        await ShowPageAsync(session, query, cursor: default, cancellationToken);
    }

    /// <summary>Shows the next results of the last search.</summary>
    public static async Task MoreAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var (query, cursor) = session.More ?? throw new CannotException("There are no further results.");
        await ShowPageAsync(session, query, cursor, cancellationToken);
    }

    /// <summary>Shows all that a user shares.</summary>
    public static async Task BrowseAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var (user, _) = await session.TakeOrAskAsync(rest, "User:", fallback: null, cancellationToken);
        var found = (await session.Peer.BrowseAsync(user, cancellationToken)).Require();
        session.More = null;
        session.Results.Clear();
        session.Folders.Clear();
        Show(session, found.Files);
        session.Folders.AddRange(NetworkFolder.Of(found.Files));
        if (session.Folders.Count > 0)
        {
            session.Terminal.WriteTable(NetworkView.Folders(session.Folders, session.Results.Count + 1));
        }

        session.Terminal.WriteLine(found.Files.Count == 0 ? $"{user} shares nothing now." : Conclude(session));
    }

    /// <summary>Shows who is online.</summary>
    public static async Task PeersAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        session.Peers = (await session.Peer.PeersAsync(cancellationToken)).Require();
        session.Terminal.WriteTable(NetworkView.Peers(session.Peers));
    }

    private static async Task ShowPageAsync(PromptSession session, string query, ReadOnlyMemory<byte> cursor, CancellationToken cancellationToken)
    {
        var limit = session.Peer.Options.Limits.Results ?? DefaultResults;
        var found = (await session.Peer.SearchAsync(query, limit, cursor, cancellationToken)).Require();
        session.Folders.Clear();
        if (cursor.IsEmpty)
        {
            session.Results.Clear();
        }

        Show(session, found.Files);
        session.More = found.Next.IsEmpty ? null : (query, found.Next);
        session.Terminal.WriteLine(Conclude(session, found));
    }

    private static void Show(PromptSession session, IReadOnlyList<NetworkFile> files)
    {
        if (files.Count > 0)
        {
            session.Terminal.WriteTable(NetworkView.Numbered(files, session.Results.Count + 1));
            session.Results.AddRange(files);
        }
    }

    private static string Conclude(PromptSession session) => session.Folders.Count == 0
        ? $"{Wording.Count(session.Results.Count, "file")}; type get N to download one."
        : $"{Wording.Count(session.Results.Count, "file")} in {Wording.Count(session.Folders.Count, "folder")}; type get N to download one, or a folder with all that is in it.";

    private static string Conclude(PromptSession session, NetworkFiles found)
    {
        if (found.Total == 0)
        {
            return SearchWording.Nothing(found);
        }

        var shown = session.More is null ? (int)found.Total : session.Results.Count;
        return $"{SearchWording.Amount(found, shown, ", type more for others")}; type get N to download one.";
    }
}
