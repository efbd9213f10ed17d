using Google.Protobuf;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Connections;

public sealed class AttachmentTests
{
    [Fact]
    public async Task Registering_sharing_and_searching_finds_the_file_at_its_peer()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = await server.GreetAsync();
        await using var bob = await server.GreetAsync();

        var registered = await alice.RegisterAsync("alice");
        await alice.ShareAsync(7, TestClient.File(0, "guides/User Guide.pdf", "how to"));
        var result = Assert.Single((await bob.SearchAsync("guide")).Results);

        var source = Assert.Single(result.Sources);
        Assert.Equal("guides/User Guide.pdf", FileEntry.Parser.ParseFrom(result.Entry).Name);
        Assert.Equal(("alice", registered.PeerId), (source.User, source.PeerId));
        Assert.Equal(("127.0.0.1", 6699u), (source.Endpoints[0].Host, source.Endpoints[0].Port));
        Assert.Equal("127.0.0.1", registered.Observed.Host);
        Assert.Equal(60_000u, registered.LeaseMilliseconds);
        Assert.False(registered.Resumed);
    }

    [Theory]
    [InlineData("has space")]
    [InlineData("../etc")]
    [InlineData("a\u0000b")]
    [InlineData("\u001b[2J")]
    [InlineData("\u202eecila")]
    [InlineData("gvnap:user:x\r\nDEL gvnap:{dir}:state")]
    [InlineData("аlice")]
    [InlineData("123456789012345678901234567890123")]
    public async Task Hostile_user_names_are_invalid(string user)
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();

        var error = await client.FailAsync(TestClient.Register(user));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.DoesNotContain(user, error.Message, StringComparison.Ordinal);
        await client.RegisterAsync("alice");
    }

    [Fact]
    public async Task Name_of_another_peer_is_taken_in_any_case_and_another_name_is_not()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = await server.GreetAsync();
        await using var other = await server.GreetAsync();
        await alice.RegisterAsync("Alice");

        Assert.Equal(ErrorCode.NameTaken, (await other.FailAsync(TestClient.Register("aLICE"))).Code);
        await other.RegisterAsync("bob");
        Assert.Equal(2, server.Server.Status.Peers);
    }

    [Fact]
    public async Task File_port_of_zero_is_invalid()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();

        Assert.Equal(ErrorCode.Invalid, (await client.FailAsync(TestClient.Register("alice", 0))).Code);
        Assert.Equal(ErrorCode.Invalid, (await client.FailAsync(TestClient.Register("alice", 65536))).Code);
    }

    [Fact]
    public async Task Dropped_connection_takes_its_files_out_of_the_results_at_once()
    {
        await using var server = await LiveServer.StartAsync();
        await using var watcher = await server.GreetAsync();
        var alice = await server.GreetAsync();
        await alice.RegisterAsync("alice");
        await alice.ShareAsync(1, TestClient.File(0, "guide"));

        alice.Kill();

        await Wait.UntilAsync(async () => (await watcher.SearchAsync("guide")).Total == 0);
        await server.UntilAsync(status => status is { Peers: 0, Files: 0, Connections: 1 });
    }

    [Fact]
    public async Task Dropped_connection_with_unread_requests_is_not_worked_off_first()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { RequestsPerSecond = 1, RequestBurst = 3 });
        var alice = await server.GreetAsync();
        var registered = await alice.RegisterAsync("alice");
        for (var i = 0; i < 1000; i++)
        {
            await alice.SendAsync(new Envelope { Heartbeat = new Heartbeat() });
        }

        var late = TestClient.Share(1, TestClient.File(0, "guide"));
        late.RequestId = 1000;
        await alice.SendAsync(late);
        alice.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);

        await server.UntilAsync(status => status is { Peers: 0, Connections: 0 });
        await alice.DisposeAsync();
        await using var again = await server.GreetAsync();
        var resume = TestClient.Register("alice");
        resume.Register.ResumeToken = registered.ResumeToken;
        Assert.Equal((true, 0ul), (await again.AskAsync(resume)).Registered is { } resumed ? (resumed.Resumed, resumed.CatalogueVersion) : default);
    }

    [Fact]
    public async Task Quit_is_answered_and_leaves_nothing()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = await server.GreetAsync();
        var registered = await alice.RegisterAsync("alice");
        await alice.ShareAsync(1, TestClient.File(0, "guide"));

        Assert.NotNull((await alice.AskAsync(new Envelope { Quit = new Quit() })).Goodbye);

        Assert.Equal((0L, 0L), (server.Server.Status.Peers, server.Server.Status.Files));
        Assert.Null(await alice.ReceiveAsync());
        await using var next = await server.GreetAsync();
        Assert.False((await next.RegisterAsync("alice", registered.ResumeToken)).Resumed);
    }

    [Fact]
    public async Task Quit_counts_even_if_the_connection_closes_before_the_answer()
    {
        await using var server = await LiveServer.StartAsync();
        var alice = await server.GreetAsync();
        var registered = await alice.RegisterAsync("alice");

        await alice.SendAsync(new Envelope { RequestId = 99, Quit = new Quit() });
        alice.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await server.UntilAsync(status => status.Connections == 0);

        await alice.DisposeAsync();
        await using var next = await server.GreetAsync();
        Assert.False((await next.RegisterAsync("alice", registered.ResumeToken)).Resumed);
    }

    [Fact]
    public async Task Resuming_brings_the_catalogue_back_without_sending_it()
    {
        await using var server = await LiveServer.StartAsync();
        var first = await server.GreetAsync();
        var registered = await first.RegisterAsync("alice");
        await first.ShareAsync(5, TestClient.File(0, "guide"));
        first.Kill();
        await server.UntilAsync(status => status.Files == 0);

        await using var second = await server.GreetAsync();
        var resumed = await second.RegisterAsync("alice", registered.ResumeToken);

        Assert.True(resumed.Resumed);
        Assert.Equal((registered.PeerId, 5ul), (resumed.PeerId, resumed.CatalogueVersion));
        Assert.NotEqual(registered.ResumeToken, resumed.ResumeToken);
        Assert.Equal(1u, (await second.SearchAsync("guide")).Total);
    }

    [Fact]
    public async Task Resuming_supersedes_the_connection_that_is_still_open()
    {
        await using var server = await LiveServer.StartAsync();
        await using var first = await server.GreetAsync();
        await using var second = await server.GreetAsync();
        var registered = await first.RegisterAsync("alice");
        await first.ShareAsync(5, TestClient.File(0, "guide"));

        await second.RegisterAsync("alice", registered.ResumeToken);

        await first.AssertEndsWithAsync(ErrorCode.Superseded);
        await server.UntilAsync(status => status is { Connections: 1, Peers: 1, Files: 1 });
        await second.ShareAsync(6, TestClient.File(0, "guide"));
    }

    [Fact]
    public async Task An_address_cannot_fill_the_directory_with_peers_that_dropped_their_connections()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { RegistrationsPerAddress = 1 });
        var replies = new List<Envelope>();

        // One a second may come, so that a slow machine needs some more.
        while (replies.Count < 400 && replies.LastOrDefault()?.Error is null)
        {
            await using var client = await server.GreetAsync();
            replies.Add(await client.AskAsync(TestClient.Register($"peer{replies.Count}")));
        }

        Assert.All(replies.Take(30), reply => Assert.NotNull(reply.Registered));
        Assert.Equal(ErrorCode.Limit, replies[^1].Error?.Code);
    }

    [Fact]
    public async Task Stolen_or_made_up_tokens_make_a_new_peer()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = await server.GreetAsync();
        await using var thief = await server.GreetAsync();
        var registered = await alice.RegisterAsync("alice");
        var forged = registered.ResumeToken.ToByteArray();
        forged[^1] ^= 1;

        var reply = await thief.RegisterAsync("", ByteString.CopyFrom(forged));

        Assert.False(reply.Resumed);
        Assert.NotEqual(registered.PeerId, reply.PeerId);
        Assert.Equal(ErrorCode.NameTaken, await TryTakeNameAsync(server, forged));
        await alice.ShareAsync(1, TestClient.File(0, "guide"));
    }

    private static async Task<ErrorCode> TryTakeNameAsync(LiveServer server, byte[] token)
    {
        await using var thief = await server.GreetAsync();
        var request = TestClient.Register("alice");
        request.Register.ResumeToken = ByteString.CopyFrom(token);
        return (await thief.FailAsync(request)).Code;
    }
}
