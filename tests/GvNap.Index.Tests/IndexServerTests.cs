using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using GvNap.Index.Tests.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Index.Tests;

public sealed class IndexServerTests
{
    private static readonly TimeSpan ASecond = TimeSpan.FromSeconds(1);

    [Fact]
    public Task Server_that_stops_says_so_to_everybody_and_ends_within_a_second() => Rounds.AssertInRangeAsync(TimeSpan.Zero, ASecond, async _ =>
    {
        await using var server = await LiveServer.StartAsync(port: ReservedPort.Next());
        await using var peer = await server.GreetAsync();
        await using var searcher = await server.GreetAsync();
        await using var silent = await server.ConnectAsync();
        await peer.RegisterAsync("alice");

        var elapsed = await TimeStopAsync(server, "Back at noon.");

        Assert.Equal("Back at noon.", (await peer.ReadToEndAsync())[^1].ServerClosing.Message);
        Assert.Equal("Back at noon.", (await searcher.ReadToEndAsync())[^1].ServerClosing.Message);
        Assert.Equal("Back at noon.", (await silent.ReadToEndAsync())[^1].ServerClosing.Message);
        await Assert.ThrowsAsync<SocketException>(server.ConnectAsync);
        return elapsed;
    });

    [Fact]
    public Task Server_whose_clients_do_not_read_stops_within_a_second_too() => Rounds.AssertInRangeAsync(TimeSpan.Zero, ASecond, async _ =>
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { RequestsPerSecond = 100_000, RequestBurst = 100_000 });
        await using var alice = await server.GreetAsync();
        await alice.RegisterAsync("alice");
        await alice.ShareAsync(1, [.. Enumerable.Range(0, 400).Select(i => TestClient.File((uint)i, $"guide {i}", new string('d', 1000)))]);
        await using var deaf = await server.GreetAsync();
        for (var i = 0; i < 200; i++)
        {
            await deaf.SendAsync(TestClient.Search("guide", id: 7, limit: 100));
        }

        return await TimeStopAsync(server, "");
    });

    [Fact]
    public async Task Server_may_be_stopped_again_and_again()
    {
        await using var server = await LiveServer.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Server.StopAsync("bye", TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Port_that_is_taken_is_said_in_one_sentence()
    {
        await using var server = await LiveServer.StartAsync();
        var options = new IndexServerOptions { ListenAddress = IPAddress.Loopback, Port = server.Server.Endpoint.Port };

        var error = await Assert.ThrowsAsync<IOException>(() => IndexServer.StartAsync(options, NullLoggerFactory.Instance, TestContext.Current.CancellationToken));

        Assert.Equal($"Cannot listen on {server.Server.Endpoint}: the port is taken; choose another with --port.", error.Message);
    }

    [Fact]
    public async Task Options_out_of_range_are_refused_by_name()
    {
        var options = new IndexServerOptions { Limits = new() { PageSize = 0 } };

        var error = await Assert.ThrowsAsync<ArgumentException>(() => IndexServer.StartAsync(options, NullLoggerFactory.Instance, TestContext.Current.CancellationToken));

        Assert.Contains("page-size", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Health_is_served_on_its_own_address_only(string path)
    {
        var port = ReservedPort.Next();
        await using var server = await LiveServer.StartAsync(healthUrls: $"http://127.0.0.1:{port}");
        using var http = new HttpClient();

        Assert.Equal("Healthy", await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}{path}"), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(new Uri($"http://{server.Server.Endpoint}{path}"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task IPv4_clients_of_a_server_on_both_families_are_known_by_their_IPv4_address()
    {
        await using var server = await LiveServer.StartAsync(listen: IPAddress.IPv6Any);
        await using var client = await server.GreetAsync();

        Assert.Equal("127.0.0.1", (await client.RegisterAsync("alice")).Observed.Host);
    }

    [Fact]
    public async Task Status_counts_connections_peers_and_files()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");
        await client.ShareAsync(1, TestClient.File(0, "a"), TestClient.File(1, "b"));

        Assert.Equal(new IndexServerStatus("memory", true, 1, 1, 2, 0), server.Server.Status);
    }

    private static async Task<TimeSpan> TimeStopAsync(LiveServer server, string message)
    {
        var start = Stopwatch.GetTimestamp();
        await server.Server.StopAsync(message, TestContext.Current.CancellationToken).WaitAsync(Wait.Patience, TestContext.Current.CancellationToken);
        return Stopwatch.GetElapsedTime(start);
    }
}
