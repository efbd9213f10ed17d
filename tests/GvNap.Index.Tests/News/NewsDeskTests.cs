using GvNap.Index.Directory;
using GvNap.Index.News;
using GvNap.Index.Search;
using GvNap.Index.Tests.Connections;
using GvNap.Index.Tests.Search;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Index.Tests.News;

public sealed class NewsDeskTests : IAsyncLifetime
{
    private readonly SearchIndex _index = new();
    private readonly NewsDesk _desk;
    private readonly RecordingLink _link = new();
    private readonly Subscriber _subscriber;
    private readonly CancellationTokenSource _ending = new();
    private Task _running = Task.CompletedTask;

    public NewsDeskTests()
    {
        _desk = new(_index, TimeProvider.System, NullLogger.Instance);
        _subscriber = new(_link, () => null);
    }

    private IEnumerable<Match> Matches => _link.Sent.Where(message => message.Matches is not null).SelectMany(message => message.Matches.Matches_);

    private long Missed => _link.Sent.Where(message => message.Matches is not null).Sum(message => message.Matches.Missed);

    public ValueTask InitializeAsync()
    {
        Apply(new DirectoryEvent.Attached(SearchSamples.Record(1, "alice"), new PeerSession(SearchSamples.Peer(1), 1)));
        _running = Task.Run(() => _desk.RunAsync(_ending.Token));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _ending.Dispose();
    }

    [Fact]
    public async Task A_match_has_the_number_of_the_query_the_entry_and_its_peer()
    {
        Watch((7, "guide"), (9, "music"));
        var entry = SearchSamples.Entry(0, "user guide", SearchSamples.Content(1));

        Share(entry);
        await Wait.UntilAsync(() => Matches.Any());

        var match = Assert.Single(Matches);
        Assert.Equal((7u, "alice"), (match.Watch, match.Source.User));
        Assert.Equal(entry.Entry.ToArray(), match.Entry.ToByteArray());
    }

    [Fact]
    public async Task Each_file_of_a_peer_is_told_once_and_partial_ones_are_not()
    {
        Watch((1, "guide"));
        Share(SearchSamples.Entry(0, "guide", SearchSamples.Content(1)), SearchSamples.Entry(1, "guide half", SearchSamples.Content(2), isPartial: true));
        Share(SearchSamples.Entry(0, "guide", SearchSamples.Content(1), "with a description"));
        Share(SearchSamples.Entry(3, "last guide", SearchSamples.Content(3)));

        await Wait.UntilAsync(() => Matches.Count() == 2);

        Assert.Equal(["guide", "last guide"], Matches.Select(match => FileEntry.Parser.ParseFrom(match.Entry).Name));
    }

    [Fact]
    public async Task Too_many_at_once_are_counted_and_a_connection_that_is_full_gets_them_later()
    {
        Watch((1, "guide"));
        _link.IsFull = true;
        Share([.. Enumerable.Range(0, 100).Select(number => SearchSamples.Entry((uint)number, $"guide {number}", SearchSamples.Content(number)))]);
        Assert.Empty(_link.Sent);
        _link.IsFull = false;

        await Wait.UntilAsync(() => Matches.Count() + Missed == 100);

        Assert.Equal(20, Matches.Count());
    }

    [Fact]
    public async Task A_large_catalogue_is_held_against_thousands_of_queries_beside_the_searches()
    {
        const int Batches = 20;
        Watch((1, "common"));
        for (var connection = 0; connection < 60; connection++)
        {
            var refused = _desk.Watch(new Subscriber(new RecordingLink(), () => null), Enumerable.Range(0, 50).Select(query => Query(query, $"word{(50 * connection) + query} common")), 50);
            Assert.Empty(refused);
        }

        for (var batch = 0; batch < Batches; batch++)
        {
            Share([.. Enumerable.Range(2_000 * batch, 2_000).Select(number => SearchSamples.Entry((uint)number, $"common word{number}", SearchSamples.Content(number)))]);
            Assert.NotEmpty(_index.Search($"word{2_000 * batch}").Results);
        }

        await Wait.UntilAsync(() => Matches.Count() + Missed == 2_000 * Batches);
    }

    [Fact]
    public void What_is_beyond_a_connections_limit_is_refused_and_a_new_list_replaces_the_old()
    {
        var refused = _desk.Watch(_subscriber, [Query(1, "one"), Query(2, "two"), Query(3, "three")], 2);
        Assert.Equal((3u, "A connection may watch for 2 queries."), (Assert.Single(refused).Number, refused[0].Reason));
        Assert.Equal(2, _desk.Watches);

        Watch((4, "four"));
        Assert.Equal(1, _desk.Watches);
        _desk.Remove(_subscriber);
        Assert.Equal(0, _desk.Watches);
    }

    [Fact]
    public async Task Users_are_told_as_they_come_and_go()
    {
        var now = _desk.Follow(_subscriber, ["ALICE", "bob", "no!one", "alice"], 10);
        Assert.Equal([("alice", true), ("bob", false)], now.Select(user => (user.User, user.Online)));

        Apply(new DirectoryEvent.Detached(SearchSamples.Peer(1)));
        await PresenceAsync(("alice", false));
        Apply(new DirectoryEvent.Attached(SearchSamples.Record(2, "Bob"), new PeerSession(SearchSamples.Peer(2), 1)));
        await PresenceAsync(("alice", false), ("bob", true));
        Apply(new DirectoryEvent.RecordChanged(SearchSamples.Record(2)));
        await PresenceAsync(("alice", false), ("bob", true), ("bob", false));
        Apply(new DirectoryEvent.Attached(SearchSamples.Record(1, "alice"), new PeerSession(SearchSamples.Peer(1), 2)));
        await PresenceAsync(("alice", false), ("bob", true), ("bob", false), ("alice", true));
        Apply(new DirectoryEvent.Left(SearchSamples.Peer(1)));
        await PresenceAsync(("alice", false), ("bob", true), ("bob", false), ("alice", true), ("alice", false));
    }

    [Fact]
    public void Only_so_many_users_are_followed()
    {
        Assert.Equal(3, _desk.Follow(_subscriber, Enumerable.Range(0, 10).Select(number => $"user{number}"), 3).Count);
        Assert.Equal(3, _desk.Follows);
        Assert.Single(_desk.Follow(_subscriber, ["alice"], 3));
        Assert.Equal(1, _desk.Follows);
        _desk.Remove(_subscriber);
        Assert.Equal(0, _desk.Follows);
    }

    private static WatchQuery Query(int number, string text) => new() { Number = (uint)number, Query = text };

    private void Watch(params (int Number, string Query)[] queries) =>
        Assert.Empty(_desk.Watch(_subscriber, queries.Select(query => Query(query.Number, query.Query)), 50));

    private void Share(params CatalogueEntry[] added) =>
        Apply(new DirectoryEvent.CatalogueChanged(SearchSamples.Peer(1), new CatalogueChange(0, 1, Replace: false, added, [])));

    private void Apply(DirectoryEvent change)
    {
        var before = _index.FindPeer(change.Peer);
        _index.Apply(change);
        _desk.Observe(change, before);
    }

    private Task PresenceAsync(params (string User, bool Online)[] expected) => Wait.UntilAsync(
        () => _link.Sent.Where(message => message.Presence is not null).SelectMany(message => message.Presence.Users).Select(user => (user.User, user.Online)).SequenceEqual(expected));
}
