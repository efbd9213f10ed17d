using System.Net;
using GvNap.EndToEnd.Tests.Harness;
using GvNap.Protocol.Messages;

namespace GvNap.EndToEnd.Tests.Programs;

/// <summary><c>gvnap-index</c> as people and scripts run it.</summary>
public sealed class IndexProgramTests
{
    private static readonly TimeSpan ASecond = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Its_console_knows_peers_stats_help_and_quit()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        await using var client = await index.ConnectAsync();
        await client.RegisterAsync("alice");
        await client.ShareAsync(1, 1000, "one.txt", "two.txt");

        await index.Process.TypeAsync("peers");
        await index.Process.WaitForOutputAsync("alice");
        await index.Process.TypeAsync("stats");
        await index.Process.WaitForOutputAsync("2 files");
        await index.Process.TypeAsync("help");
        await index.Process.WaitForOutputAsync("quit");
        await index.Process.TypeAsync("quit");

        Assert.Equal(0, await index.Process.WaitForExitAsync());
        Assert.DoesNotContain('\x1b', index.Process.Output);
    }

    [Theory]
    [InlineData(UnixSignal.Terminate)]
    [InlineData(UnixSignal.Interrupt)]
    internal Task A_signal_ends_it_within_a_second_with_status_0_and_tells_the_peers(UnixSignal signal) => Rounds.AssertInRangeAsync(TimeSpan.Zero, ASecond, async _ =>
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        await using var client = await index.ConnectAsync();
        await client.RegisterAsync("alice");

        var time = await index.Process.TimeExitAsync(0, signal);

        var last = client.Pushed.LastOrDefault();
        while (await client.ReadAsync() is { } pushed)
        {
            last = pushed;
        }

        Assert.Equal(Envelope.MessageOneofCase.ServerClosing, last?.MessageCase);
        return time;
    });

    [Fact]
    public async Task Health_is_answered_on_the_addresses_of_the_environment()
    {
        await using var network = new TestNetwork();
        var port = ReservedPort.Next();
        network.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        await network.StartIndexAsync();
        using var http = new HttpClient();

        foreach (var path in new[] { "health", "alive" })
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/{path}"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_store_comes_from_the_connection_string_of_the_environment_too()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        network.Environment["ConnectionStrings__redis"] = store.ConnectionString;
        var (a, b) = (await network.StartIndexAsync(), await network.StartIndexAsync());
        await using var onA = await a.ConnectAsync();
        await using var onB = await b.ConnectAsync();

        await onA.RegisterAsync("alice");

        await Eventually.IsTrueAsync(async () => (await onB.PeersAsync()).ContainsKey("alice"), "the servers share the store");
    }

    [Fact]
    public async Task A_store_that_refuses_the_password_is_said_so()
    {
        Assert.SkipWhen(Executables.Find("redis-server") is null, "There is no redis-server on PATH, and garnet-server has no password to set.");
        await using var store = await StoreProcess.StartAsync();
        await store.SendAsync("CONFIG SET requirepass sesame");
        await using var network = new TestNetwork();

        var index = network.Start(Executables.Index, "--listen", "127.0.0.1", "--port", $"{ReservedPort.Next()}", "--redis", store.ConnectionString + ",password=simsim");

        await index.WaitForErrorAsync($"{store.ConnectionString} refuses the password");
        await index.WaitForOutputAsync("listens on");
        Assert.DoesNotContain("simsim", index.Output + index.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_line_with_status_1()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();

        var second = await network.RunAsync(Executables.Index, ["--listen", "127.0.0.1", "--port", $"{index.Port}"]);

        second.AssertStatus(1);
        Assert.Contains($"{index.Port}", Assert.Single(second.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "many")]
    [InlineData("--port", "70000")]
    [InlineData("--lease", "soon")]
    [InlineData("--colour", "red")]
    public async Task Wrong_usage_has_status_2(string option, string value)
    {
        await using var network = new TestNetwork();

        var result = await network.RunAsync(Executables.Index, [option, value]);

        result.AssertStatus(2);
        Assert.NotEmpty(result.Errors);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_terminal_it_asks_for_the_port()
    {
        await using var network = new TestNetwork();
        var port = ReservedPort.Next();
        var index = network.StartOnTerminal(Executables.Index, "--listen", "127.0.0.1");

        await index.WaitForOutputAsync("port");
        await index.TypeAsync($"{port}");
        await Eventually.IsTrueAsync(() => WireClient.AnswersAsync(port), $"it listens on the port that was typed. {index}");
        await index.TypeRawAsync("\x03");

        Assert.Equal(0, await index.WaitForExitAsync());
    }
}
