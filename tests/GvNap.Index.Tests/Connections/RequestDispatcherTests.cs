using GvNap.Index.Directory;
using GvNap.Index.News;
using GvNap.Index.Reachability;
using GvNap.Index.Search;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Index.Tests.Connections;

public sealed class RequestDispatcherTests
{
    public static TheoryData<string> NeedsHello => ["register", "share", "search", "heartbeat", "quit", "unknown"];

    [Fact]
    public async Task Hello_is_welcomed_with_the_common_version()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var reply = await client.AskAsync(TestClient.Hello(0, 9));

        Assert.Equal(1u, reply.Welcome.Version);
        Assert.StartsWith("gvnap-index/", reply.Welcome.Agent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2u, 3u)]
    [InlineData(0u, 0u)]
    public async Task Hello_without_a_common_version_is_refused_and_ends(uint min, uint max)
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var error = await client.FailAsync(TestClient.Hello(min, max));

        Assert.Equal(ErrorCode.Version, error.Code);
        Assert.Null(await client.ReceiveAsync());
    }

    [Theory]
    [MemberData(nameof(NeedsHello))]
    public async Task Anything_before_Hello_is_out_of_order_and_ends(string kind)
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var error = await client.FailAsync(kind switch
        {
            "register" => TestClient.Register("alice"),
            "share" => TestClient.Share(1),
            "search" => TestClient.Search("a"),
            "heartbeat" => new Envelope { Heartbeat = new Heartbeat() },
            "quit" => new Envelope { Quit = new Quit() },
            _ => new Envelope(),
        });

        Assert.Equal(ErrorCode.OutOfOrder, error.Code);
        Assert.Null(await client.ReceiveAsync());
    }

    [Fact]
    public async Task Second_Hello_is_out_of_order_and_the_connection_goes_on()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();

        Assert.Equal(ErrorCode.OutOfOrder, (await client.FailAsync(TestClient.Hello())).Code);
        Assert.Equal(0u, (await client.SearchAsync("guide")).Total);
    }

    [Fact]
    public async Task Messages_that_are_not_for_an_index_server_are_unsupported_and_the_connection_goes_on()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();

        Assert.Equal(ErrorCode.Unsupported, (await client.FailAsync(new Envelope())).Code);
        Assert.Equal(ErrorCode.Unsupported, (await client.FailAsync(new Envelope { Open = new Open() })).Code);
        Assert.Equal(ErrorCode.Unsupported, (await client.FailAsync(new Envelope { Welcome = new Welcome() })).Code);
        Assert.Equal(0u, (await client.SearchAsync("guide")).Total);
    }

    [Fact]
    public async Task Request_without_an_id_is_invalid()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();

        await client.SendAsync(TestClient.Search("guide"));

        var reply = await client.ReceiveAsync();
        Assert.Equal(ErrorCode.Invalid, reply!.Error.Code);
        Assert.Equal(0ul, reply.RequestId);
    }

    [Fact]
    public async Task Registering_twice_is_out_of_order()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");

        Assert.Equal(ErrorCode.OutOfOrder, (await client.FailAsync(TestClient.Register("bob"))).Code);
        Assert.Equal(1, server.Server.Status.Peers);
    }

    [Fact]
    public async Task Sharing_before_registering_is_out_of_order()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();

        Assert.Equal(ErrorCode.OutOfOrder, (await client.FailAsync(TestClient.Share(1))).Code);
    }

    [Fact]
    public async Task Bad_queries_cursors_and_content_ids_are_invalid_and_the_connection_goes_on()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        var bytes = Google.Protobuf.ByteString.CopyFromUtf8("no cursor");

        Assert.Equal(ErrorCode.Invalid, (await client.FailAsync(TestClient.Search("size:>x"))).Code);
        Assert.Equal(ErrorCode.Invalid, (await client.FailAsync(TestClient.Search("a", "no cursor"))).Code);
        Assert.Equal(ErrorCode.Invalid, (await client.FailAsync(new Envelope { FindSources = new FindSources { Root = bytes } })).Code);
        Assert.Equal(ErrorCode.NotFound, (await client.FailAsync(new Envelope { Browse = new Browse { User = "nobody" } })).Code);
        Assert.Equal(ErrorCode.NotFound, (await client.FailAsync(new Envelope { Browse = new Browse { User = "\u001b[31m" } })).Code);
        Assert.Equal(0u, (await client.SearchAsync("guide")).Total);
    }

    [Fact]
    public async Task New_names_are_unavailable_while_the_directory_is_away()
    {
        var dispatcher = await GreetedAsync(new BrokenDirectory { Outcome = AttachOutcome.Unavailable });

        var reply = await dispatcher.AnswerAsync(WithId(TestClient.Register("alice")), TestContext.Current.CancellationToken);

        Assert.Equal(ErrorCode.Unavailable, reply.Code);
        Assert.False(reply.Closes);
    }

    [Fact]
    public async Task Fault_of_the_server_is_internal_and_its_text_stays_here()
    {
        var dispatcher = await GreetedAsync(new BrokenDirectory { Failure = new InvalidOperationException("secret of /etc/gvnap") });

        var reply = await dispatcher.AnswerAsync(WithId(TestClient.Register("alice")), TestContext.Current.CancellationToken);

        Assert.Equal(ErrorCode.Internal, reply.Code);
        Assert.True(reply.Closes);
        Assert.DoesNotContain("secret", reply.Message!.ToString(), StringComparison.Ordinal);
    }

    private static async Task<RequestDispatcher> GreetedAsync(IPeerDirectory directory)
    {
        var (options, index) = (new IndexServerOptions(), new SearchIndex());
        var services = new IndexServices(
            options, directory, index, new SessionRegistry(), new EndpointProber(options.Limits, options.Time), new EndpointRules(_ => false),
            new NewsDesk(index, options.Time, NullLogger.Instance), NullLogger.Instance);
        var dispatcher = new RequestDispatcher(services, new RecordingLink(), System.Net.IPAddress.Loopback);
        var reply = await dispatcher.AnswerAsync(WithId(TestClient.Hello()), TestContext.Current.CancellationToken);
        Assert.NotNull(reply.Message!.Welcome);
        return dispatcher;
    }

    private static Envelope WithId(Envelope request)
    {
        request.RequestId = 1;
        return request;
    }
}
