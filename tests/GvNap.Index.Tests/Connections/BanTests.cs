using System.Net;
using GvNap.Index.Bans;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Connections;

/// <summary>What connections see of bans.</summary>
public sealed class BanTests
{
    [Theory]
    [InlineData("alice")]
    [InlineData("127.0.0.0/8")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Who_is_connected_is_told_and_closed_and_its_files_are_no_results(string target)
    {
        await using var server = await LiveServer.StartAsync(listen: IPAddress.IPv6Any);
        await using var alice = await server.GreetAsync();
        await alice.RegisterAsync("Alice");
        await alice.ShareAsync(1, TestClient.File(0, "guide"));

        await BanAsync(server, target, "too much noise");

        var last = (await alice.ReadToEndAsync())[^1];
        Assert.Equal(ErrorCode.Banned, last.Error?.Code);
        Assert.EndsWith(": too much noise", last.Error!.Message, StringComparison.Ordinal);
        await server.UntilAsync(status => status is { Peers: 0, Files: 0, Connections: 0 });
    }

    [Fact]
    public async Task Hello_from_a_banned_address_is_answered_so_until_the_ban_is_lifted()
    {
        await using var server = await LiveServer.StartAsync();
        await BanAsync(server, "127.0.0.1");
        await using var client = await server.ConnectAsync();

        Assert.Equal(ErrorCode.Banned, (await client.FailAsync(TestClient.Hello())).Code);
        Assert.Null(await client.ReceiveAsync());
        await UnbanAsync(server, "127.0.0.1");

        await using var again = await server.GreetAsync();
    }

    [Fact]
    public async Task Register_of_a_banned_user_is_answered_so_and_others_may_come()
    {
        await using var server = await LiveServer.StartAsync();
        await BanAsync(server, "alice");
        await using var alice = await server.GreetAsync();
        await using var bob = await server.GreetAsync();
        await bob.RegisterAsync("bob");

        Assert.Equal(ErrorCode.Banned, (await alice.FailAsync(TestClient.Register("ALICE"))).Code);
        Assert.Null(await alice.ReceiveAsync());
        await UnbanAsync(server, "Alice");

        await using var again = await server.GreetAsync();
        await again.RegisterAsync("alice");
        Assert.NotNull((await bob.AskAsync(TestClient.Search("guide"))).SearchResults);
    }

    [Fact]
    public async Task Who_comes_back_in_time_is_itself()
    {
        await using var server = await LiveServer.StartAsync();
        await using var first = await server.GreetAsync();
        var registered = await first.RegisterAsync("alice");
        await first.ShareAsync(1, TestClient.File(0, "guide"));
        await BanAsync(server, "alice");
        await first.AssertEndsWithAsync(ErrorCode.Banned);
        await UnbanAsync(server, "alice");

        await using var second = await server.GreetAsync();
        Assert.True((await second.RegisterAsync("alice", registered.ResumeToken)).Resumed);
        Assert.Equal(1u, (await second.SearchAsync("guide")).Total);
    }

    [Fact]
    public async Task Registrations_that_race_with_the_ban_are_none_afterwards()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { RegistrationsPerAddress = 1000 });
        for (var round = 0; round < 20; round++)
        {
            await using var alice = await server.GreetAsync();
            var register = TestClient.Register("alice");
            register.RequestId = 99;
            var registering = alice.SendAsync(register);
            await BanAsync(server, "alice");
            await registering;
            await alice.ReadToEndAsync();
            await server.UntilAsync(status => status is { Peers: 0, Connections: 0 });
            await UnbanAsync(server, "alice");
        }
    }

    private static async Task BanAsync(LiveServer server, string target, string reason = "")
    {
        Assert.True(BanTarget.TryParse(target, out var read));
        Assert.Equal(BanOutcome.Done, await server.Server.Bans.AddAsync(Ban.Create(read, DateTimeOffset.UtcNow, reason), TestContext.Current.CancellationToken));
    }

    private static async Task UnbanAsync(LiveServer server, string target)
    {
        Assert.True(BanTarget.TryParse(target, out var read));
        Assert.Equal(BanOutcome.Done, await server.Server.Bans.RemoveAsync(read, TestContext.Current.CancellationToken));
    }
}
