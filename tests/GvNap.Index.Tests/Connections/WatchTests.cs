using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Connections;

/// <summary>What connections are told of files and of users.</summary>
public sealed class WatchTests
{
    [Fact]
    public async Task Who_only_said_hello_is_told_of_new_files_and_not_of_old_ones()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = await server.GreetAsync();
        await using var watcher = await server.GreetAsync();
        await alice.RegisterAsync("alice");
        await alice.ShareAsync(1, TestClient.File(0, "old guide"));
        Assert.Empty(await WatchAsync(watcher, "guide"));

        await alice.AskAsync(new Envelope { Share = new Share { BaseVersion = 1, Version = 2, Added = { TestClient.File(1, "new guide") } } });

        var match = Assert.Single((await NextAsync(watcher)).Matches.Matches_);
        Assert.Equal((1u, "alice", "new guide"), (match.Watch, match.Source.User, FileEntry.Parser.ParseFrom(match.Entry).Name));
    }

    [Fact]
    public async Task Ones_own_files_are_no_news()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = await server.GreetAsync();
        await using var bob = await server.GreetAsync();
        await alice.RegisterAsync("alice");
        await bob.RegisterAsync("bob");
        await WatchAsync(alice, "guide");

        await alice.ShareAsync(1, TestClient.File(0, "my guide"));
        await bob.ShareAsync(1, TestClient.File(0, "his guide"));

        Envelope pushed;
        do
        {
            pushed = await NextAsync(alice);
        }
        while (pushed.Matches is null);
        Assert.Equal("bob", Assert.Single(pushed.Matches.Matches_).Source.User);
    }

    [Fact]
    public async Task Queries_that_are_none_and_those_beyond_the_limit_are_refused_one_by_one()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { WatchesPerConnection = 2 });
        await using var client = await server.GreetAsync();

        var refused = await WatchAsync(client, "guide", "size:>1", "music", "one more");

        Assert.Equal([2u, 4u], refused.Select(query => query.Number));
        Assert.All(refused, query => Assert.NotEmpty(query.Reason));
    }

    [Fact]
    public async Task A_request_with_thousands_of_queries_is_invalid()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        var watch = new Watch { Queries = { Enumerable.Range(0, 1_001).Select(number => new WatchQuery { Number = (uint)number, Query = "x" }) } };

        Assert.Equal(ErrorCode.Invalid, (await client.FailAsync(new Envelope { Watch = watch })).Code);
        Assert.Empty(await WatchAsync(client, "guide"));
    }

    [Fact]
    public async Task Followers_are_told_at_once_who_is_there_and_then_who_comes_and_goes()
    {
        await using var server = await LiveServer.StartAsync();
        await using var follower = await server.GreetAsync();
        var alice = await server.GreetAsync();
        await alice.RegisterAsync("Alice");

        var following = (await follower.AskAsync(new Envelope { Follow = new Follow { Users = { "alice", "bob" } } })).Following;
        Assert.Equal([("alice", true), ("bob", false)], following.Users.Select(user => (user.User, user.Online)));
        alice.Kill();
        Assert.Equal(new UserPresence { User = "alice" }, Assert.Single((await NextAsync(follower)).Presence.Users));
        await using var bob = await server.GreetAsync();
        await bob.RegisterAsync("bob");
        Assert.Equal(new UserPresence { User = "bob", Online = true }, Assert.Single((await NextAsync(follower)).Presence.Users));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Before_hello_nobody_is_told_anything(bool watches)
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var error = await client.FailAsync(watches ? new Envelope { Watch = new Watch() } : new Envelope { Follow = new Follow() });

        Assert.Equal(ErrorCode.OutOfOrder, error.Code);
    }

    private static async Task<IReadOnlyList<RefusedQuery>> WatchAsync(TestClient client, params string[] queries)
    {
        var watch = new Watch { Queries = { queries.Select((query, index) => new WatchQuery { Number = (uint)index + 1, Query = query }) } };
        return Assert.IsType<Watching>((await client.AskAsync(new Envelope { Watch = watch })).Watching).Refused;
    }

    private static async Task<Envelope> NextAsync(TestClient client)
    {
        var pushed = await client.ReceiveAsync();
        Assert.Equal(0ul, pushed?.RequestId);
        return pushed!;
    }
}
