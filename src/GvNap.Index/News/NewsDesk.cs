using System.Diagnostics;
using GvNap.Index.Directory;
using GvNap.Index.Search;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.News;

/// <summary>
/// Tells connections of files that they watch for and of users whom they follow, as the directory's events come, from
/// whichever index server. Events are only noted by those who bring them; one loop works them off, a slice at a time, so
/// that a large catalogue delays no search.
/// </summary>
internal sealed partial class NewsDesk
{
    /// <summary>The loop works for so long, then rests for as long: others want the processor, too.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(2);

    /// <summary>How often what could not be sent is tried again.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly WatchIndex _watches = new();
    private readonly FollowIndex _follows = new();
    private readonly NewsQueue _queue = new();
    private readonly HashSet<Subscriber> _unsent = [];
    private readonly WatchMatcher _matcher;
    private readonly SearchIndex _index;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>Makes one; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="index">Who is online.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The server's log.</param>
    public NewsDesk(SearchIndex index, TimeProvider time, ILogger log)
    {
        (_index, _time, _log) = (index, time, log);
        _matcher = new(_watches, _unsent);
    }

    /// <summary>Queries that are watched, each with its watchers counted.</summary>
    public int Watches => _watches.Count;

    /// <summary>Users who are followed, each with the followers counted.</summary>
    public int Follows => _follows.Count;

    /// <summary>Replaces what a connection watches for.</summary>
    /// <returns>The queries that are not watched, and why.</returns>
    public IReadOnlyList<RefusedQuery> Watch(Subscriber subscriber, IEnumerable<WatchQuery> queries, int most)
    {
        var refused = new List<RefusedQuery>();
        lock (_gate)
        {
            subscriber.Watched.ForEach(query => _watches.Remove(query, subscriber));
            subscriber.Watched.Clear();
            var watched = new HashSet<uint>();
            foreach (var wanted in queries)
            {
                WatchedQuery? query = null;
                var problem = subscriber.Watched.Count >= most ? $"A connection may watch for {most} queries." : null;
                if (problem is null && _watches.TryAdd(wanted.Query, subscriber, wanted.Number, out query, out problem))
                {
                    subscriber.Watched.Add(query);
                    watched.Add(wanted.Number);
                }
                else
                {
                    refused.Add(new RefusedQuery { Number = wanted.Number, Reason = SafeText.ForTerminal(problem!) });
                }
            }

            subscriber.KeepMatches(watched);
        }

        return refused;
    }

    /// <summary>Replaces whom a connection follows.</summary>
    /// <returns>Who of them is online. Names that are none, and those beyond the limit, are left out.</returns>
    public IReadOnlyList<UserPresence> Follow(Subscriber subscriber, IEnumerable<string> users, int most)
    {
        lock (_gate)
        {
            _follows.Replace(subscriber, users, most);

            // Who comes or goes from now on is in the events: nobody is missed between this look and the first of them.
            foreach (var user in subscriber.Followed.Keys)
            {
                subscriber.Followed[user] = IsOnline(user);
            }

            return [.. subscriber.Followed.Select(entry => new UserPresence { User = entry.Key, Online = entry.Value })];
        }
    }

    /// <summary>The connection is over.</summary>
    public void Remove(Subscriber subscriber)
    {
        Watch(subscriber, [], 0);
        Follow(subscriber, [], 0);
        lock (_gate)
        {
            _unsent.Remove(subscriber);
        }
    }

    /// <summary>Notes an event that the search index has taken in. Called one at a time; does not wait for anything.</summary>
    /// <param name="change">The event.</param>
    /// <param name="before">The peer's record before it; null if it was not known.</param>
    public void Observe(DirectoryEvent change, PeerRecord? before)
    {
        if (change is DirectoryEvent.CatalogueChanged { Change.Added: { Count: > 0 } added })
        {
            if (_watches.Count > 0 && _index.FindPeer(change.Peer) is { } peer)
            {
                _queue.AddFiles(peer, added);
            }
        }
        else if (_follows.Count > 0)
        {
            _queue.AddUser(before?.User);
            _queue.AddUser((change as DirectoryEvent.Attached)?.Record.User ?? (change as DirectoryEvent.RecordChanged)?.Record.User);
        }
    }

    /// <summary>Works until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _queue.WaitAsync(_unsent.Count > 0 ? Again : Timeout.InfiniteTimeSpan, cancellationToken);
                while (_queue.TryTake(out var next))
                {
                    await HandleAsync(next, cancellationToken);
                    Send();
                }

                Send();
            }
        }
        catch (OperationCanceledException)
        {
            // The server closes.
        }
    }

    private async Task HandleAsync(NewsEvent next, CancellationToken cancellationToken)
    {
        try
        {
            if (next.Peer is { } peer)
            {
                await MatchAsync(new Listing(peer), next.Files, cancellationToken);
            }
            else
            {
                TellOf(next.User);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(_log, e);
        }
    }

    private async Task MatchAsync(Listing peer, IReadOnlyList<CatalogueEntry> files, CancellationToken cancellationToken)
    {
        for (var next = 0; next < files.Count;)
        {
            var (first, started) = (next, Stopwatch.GetTimestamp());
            lock (_gate)
            {
                next = _matcher.Match(peer, files, first, Slice);
            }

            _queue.FinishFiles(next - first);
            Telemetry.WatchEntries.Add(next - first);
            if (Stopwatch.GetElapsedTime(started) >= Slice)
            {
                await Task.Delay(Slice, cancellationToken);
            }
        }
    }

    private void TellOf(string user)
    {
        lock (_gate)
        {
            var online = IsOnline(user);
            foreach (var subscriber in _follows.Find(user))
            {
                subscriber.NotePresence(user, online);
                _unsent.Add(subscriber);
            }
        }
    }

    private void Send()
    {
        lock (_gate)
        {
            _unsent.RemoveWhere(subscriber => subscriber.TrySend(_time));
        }
    }

    private bool IsOnline(string user) => _index.Browse(user, 1, []) is not null;

    [LoggerMessage(LogLevel.Error, "News could not be told")]
    private static partial void LogFailed(ILogger log, Exception exception);
}
