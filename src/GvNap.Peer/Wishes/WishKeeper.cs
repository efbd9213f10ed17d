using GvNap.Peer.Finding;
using GvNap.Peer.IndexClient;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Wishes;

/// <summary>
/// Has whichever index server the peer is attached to tell of the files that it watches for and of the users whom it
/// follows, and passes that on to its person.
/// </summary>
internal sealed class WishKeeper : IDisposable
{
    /// <summary>Files of one query that are named at a time; of the others there is only the number.</summary>
    private const int MostNamed = 3;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly WishLimits _limits;
    private readonly Action<IndexNoticeKind, string> _say;
    private readonly TimeProvider _time;
    private readonly HotList _users;
    private readonly SeenFiles _seen = new();

    /// <summary>Makes one.</summary>
    /// <param name="file">Where wishes are kept.</param>
    /// <param name="limits">How many there may be.</param>
    /// <param name="say">Tells the person.</param>
    /// <param name="logger">The log.</param>
    /// <param name="time">The clock.</param>
    public WishKeeper(string file, WishLimits limits, Action<IndexNoticeKind, string> say, ILogger logger, TimeProvider time)
    {
        (_limits, _say, _time) = (limits, say, time);
        List = new(file, logger);
        _users = new((user, came) => say(IndexNoticeKind.User, came ? $"{user} is here." : $"{user} has gone."), time);
        _users.Keep(List.Current.Follows);
    }

    /// <summary>What is wished for.</summary>
    public WishList List { get; }

    /// <summary>Whether a user who is followed is there; null: not known.</summary>
    public bool? IsOnline(string user) => _users.IsOnline(user);

    /// <summary>
    /// Watches for a query from now on; the one that is there already if they differ in nothing but case and blanks. If
    /// an index server is there, it is asked first.
    /// </summary>
    /// <exception cref="WishRefusedException">The query is not taken, or there are too many.</exception>
    public async Task<WatchedQuery> WatchAsync(string query, IndexConnection? connection, CancellationToken cancellationToken)
    {
        var known = List.Current.Watches;
        query = string.Join(' ', query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (known.FirstOrDefault(watch => watch.Query.Equals(query, StringComparison.OrdinalIgnoreCase)) is { } there)
        {
            return there;
        }

        if (known.Count >= _limits.Watches)
        {
            throw new WishRefusedException($"You watch for {known.Count} queries, which is the most: unwatch one first, or raise --limit watches.");
        }

        var added = new WatchedQuery(List.NextNumber, query);
        if (connection is not null)
        {
            await _seen.BeginAsync(added, connection, cancellationToken);
        }

        if (connection is not null
            && (await connection.WatchAsync([.. known, added], cancellationToken)).TryGet(out var reply, out _)
            && reply.Refused.FirstOrDefault(refused => refused.Number == added.Number) is { } refusal)
        {
            throw new WishRefusedException(SafeText.ForTerminal(refusal.Reason));
        }

        List.Add(added);
        return added;
    }

    /// <summary>Follows a user from now on.</summary>
    /// <exception cref="WishRefusedException">There are too many.</exception>
    public void Follow(string user)
    {
        var (known, name) = (List.Current.Follows, UserName.Fold(user));
        if (known.Count >= _limits.Follows && !known.Contains(name))
        {
            throw new WishRefusedException($"You follow {known.Count} users, which is the most: unfollow one first, or raise --limit follows.");
        }

        // First: the index server may answer to the change of the list before this goes on.
        _users.Keep(known.Append(name));
        List.Follow(user);
    }

    /// <summary>Follows a user no more; false if nobody of that name was followed.</summary>
    public bool Unfollow(string user)
    {
        var done = List.Unfollow(user);
        _users.Keep(List.Current.Follows);
        return done;
    }

    /// <summary>Keeps an index server informed, from the attachment to it on, until it is cancelled.</summary>
    public async Task KeepAsync(IndexConnection connection, CancellationToken cancellationToken)
    {
        var sent = WishSnapshot.Empty;
        while (true)
        {
            var wishes = List.Current;
            var failure = await SendAsync(connection, sent, wishes, cancellationToken);
            if (failure is null)
            {
                sent = wishes;
                await List.WaitForChangeAsync(wishes.Revision, cancellationToken);
            }
            else if (failure.Code == ErrorCode.Unsupported)
            {
                _say(IndexNoticeKind.ServerMessage, $"The index server {connection.Server} is too old to tell of files that you watch for, or of users whom you follow.");
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
            }
            else
            {
                await Task.Delay(RetryPause, _time, cancellationToken);
            }
        }
    }

    /// <summary>Takes what an index server pushes. On the connection's reading loop.</summary>
    public void Receive(Envelope pushed)
    {
        if (pushed.Matches is { } matches)
        {
            Tell(matches);
        }
        else if (pushed.Presence is { } presence)
        {
            _users.Take(presence.Users, HotList.Blink);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _users.Dispose();

    /// <summary>Sends what is another than what was sent; null if it arrived.</summary>
    private async Task<IndexFailure?> SendAsync(IndexConnection connection, WishSnapshot sent, WishSnapshot wishes, CancellationToken cancellationToken)
    {
        if (!sent.Watches.SequenceEqual(wishes.Watches))
        {
            foreach (var watch in wishes.Watches)
            {
                await _seen.BeginAsync(watch, connection, cancellationToken);
            }

            if (!(await connection.WatchAsync(wishes.Watches, cancellationToken)).TryGet(out var watching, out var failure))
            {
                return failure;
            }

            foreach (var refused in watching.Refused)
            {
                _say(IndexNoticeKind.ServerMessage, $"Watch {refused.Number} is not taken by the index server {connection.Server}: {SafeText.ForTerminal(refused.Reason)}");
            }
        }

        if (!sent.Follows.SequenceEqual(wishes.Follows))
        {
            if (!(await connection.FollowAsync(wishes.Follows, cancellationToken)).TryGet(out var following, out var failure))
            {
                return failure;
            }

            _users.Take(following.Users, HotList.Arrival);
        }

        return null;
    }

    private void Tell(Matches matches)
    {
        var watches = List.Current.Watches.ToDictionary(watch => watch.Number);
        foreach (var group in matches.Matches_.GroupBy(match => match.Watch))
        {
            if (watches.TryGetValue((int)group.Key, out var watch))
            {
                Tell(watch, [.. MatchedFile.Read(group).Where(file => _seen.Add(watch, file))]);
            }
        }

        if (matches.Missed > 0)
        {
            _say(IndexNoticeKind.Match, $"{matches.Missed} further files that you watch for came too fast to be named: a search finds them.");
        }
    }

    private void Tell(WatchedQuery watch, IReadOnlyList<NetworkFile> files)
    {
        var query = SafeText.ForTerminal(watch.Query);
        foreach (var file in files.Take(MostNamed))
        {
            _say(IndexNoticeKind.Match, $"Watch {watch.Number}, {query}: {MatchedFile.Describe(file)}.");
        }

        if (files.Count > MostNamed)
        {
            _say(IndexNoticeKind.Match, $"Watch {watch.Number}, {query}: {files.Count - MostNamed} others with it; search {query} lists them.");
        }
    }
}
