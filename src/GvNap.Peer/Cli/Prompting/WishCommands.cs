using System.Globalization;
using GvNap.Peer.IndexClient;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Cli.Prompting;

/// <summary><c>watch</c>, <c>watches</c> and <c>unwatch</c>; <c>follow</c>, <c>unfollow</c> and <c>followed</c>.</summary>
internal static class WishCommands
{
    /// <summary>Watches for files, and says what there is already.</summary>
    public static async Task WatchAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var query = await session.TextOrAskAsync(rest, "Watch for:", cancellationToken);
        var watch = await session.Peer.WatchAsync(query, cancellationToken);
        session.Terminal.WriteLine($"Watch {watch.Number}: it is said here when somebody shares {SafeText.ForTerminal(watch.Query)}.");
        if (session.Peer.Session is not { State: IndexSessionState.Attached })
        {
            session.Terminal.WriteLine("You are not registered with an index server now: it learns of it when you are.");
        }
        else if ((await session.Peer.SearchAsync(query, 1, default, cancellationToken)).TryGet(out var found, out _) && found.Total > 0)
        {
            session.Terminal.WriteLine($"{Wording.Count(found.Total, "result")} {(found.Total == 1 ? "is" : "are")} there already: search {SafeText.ForTerminal(query)} shows {(found.Total == 1 ? "it" : "them")}.");
        }
    }

    /// <summary>Lists what is watched for.</summary>
    public static Task WatchesAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var watches = session.Peer.Wishes.Watches;
        if (watches.Count == 0)
        {
            session.Terminal.WriteLine("You watch for nothing.");
            return Task.CompletedTask;
        }

        var table = new TextTable("N", "Query") { Numbers = ["N"] };
        table.Rows.AddRange(watches.Select(watch => new[] { watch.Number.ToString(CultureInfo.InvariantCulture), SafeText.ForTerminal(watch.Query) }));
        session.Terminal.WriteTable(table);
        return Task.CompletedTask;
    }

    /// <summary>Watches for a query no more.</summary>
    public static async Task UnwatchAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var text = await session.TextOrAskAsync(rest, "Number of the watch:", cancellationToken);
        session.Terminal.WriteLine(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && session.Peer.Unwatch(number, out var watch)
            ? $"You watch for {SafeText.ForTerminal(watch.Query)} no more."
            : throw new CannotException($"There is no watch {text}: watches lists them."));
    }

    /// <summary>Follows a user.</summary>
    public static async Task FollowAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var user = await session.TextOrAskAsync(rest, "User:", cancellationToken);
        if (!UserName.IsValid(user))
        {
            throw new UsageException($"'{user}' is no user name");
        }

        if (UserName.Fold(user) == UserName.Fold(session.Peer.Options.Name))
        {
            throw new CannotException($"You are {session.Peer.Options.Name} yourself.");
        }

        session.Peer.Follow(user);
        session.Terminal.WriteLine($"You follow {user}: it is said here when {user} comes and goes.");
    }

    /// <summary>Follows a user no more.</summary>
    public static async Task UnfollowAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var user = await session.TextOrAskAsync(rest, "User:", cancellationToken);
        session.Terminal.WriteLine(session.Peer.Unfollow(user) ? $"You follow {user} no more." : throw new CannotException($"You do not follow {user}: followed lists whom you do."));
    }

    /// <summary>Lists who is followed, and whether they are there.</summary>
    public static Task FollowedAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var users = session.Peer.Wishes.Follows;
        if (users.Count == 0)
        {
            session.Terminal.WriteLine("You follow nobody.");
            return Task.CompletedTask;
        }

        var table = new TextTable("User", "Here");
        table.Rows.AddRange(users.Select(user => new[] { user, session.Peer.IsOnline(user) switch { true => "yes", false => "no", null => "not known yet" } }));
        session.Terminal.WriteTable(table);
        return Task.CompletedTask;
    }
}
