using System.Text.Json.Nodes;
using GvNap.Index.Admin;
using GvNap.Index.Tests.Connections;
using GvNap.ServiceDefaults;

namespace GvNap.Index.Tests.Admin;

public sealed class ServerConsoleTests
{
    [Fact]
    public async Task Commands_are_taken_in_any_case_until_quit()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");
        await client.ShareAsync(1, TestClient.File(0, "a"), TestClient.File(1, "b"));

        var output = await RunAsync(server, "PEERS\n\nStats\n help \nwhat\u001b[2J\nQuit\npeers\n");

        Assert.Matches(@"USER +FILES +ENDPOINTS\nalice +2 +127\.0\.0\.1:6699", output);
        Assert.Contains("1 peer, 2 files, 1 connection\nThe directory is in memory.\n", output, StringComparison.Ordinal);
        Assert.Contains("quit [MESSAGE]         tells the peers", output, StringComparison.Ordinal);
        Assert.Contains("There is no command 'what\uFFFD[2j': try help.", output, StringComparison.Ordinal);
        Assert.Equal(output.IndexOf("ENDPOINTS", StringComparison.Ordinal), output.LastIndexOf("ENDPOINTS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_peers_are_listed_over_several_pages()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { ConnectionsPerAddress = 200 });
        var clients = new List<TestClient>();
        for (var i = 0; i < 120; i++)
        {
            clients.Add(await server.GreetAsync());
            await clients[i].RegisterAsync($"user-{i}");
        }

        var output = await RunAsync(server, "peers\nquit\n");

        Assert.Equal(120, output.Split('\n').Count(line => line.StartsWith("user-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nobody_online_is_said() => Assert.Contains("Nobody is online.", await RunOnNewServerAsync("peers\nquit\n"), StringComparison.Ordinal);

    [Fact]
    public async Task End_of_input_does_not_end_the_server()
    {
        await using var server = await LiveServer.StartAsync();
        using var end = new CancellationTokenSource();
        using var metrics = new MetricsView(Telemetry.Name);
        var commands = new ServerCommands(server.Server, metrics, TimeProvider.System);
        var console = new ServerConsole(commands, new InputLines(new StringReader("stats\n")), TextWriter.Null).RunAsync(end.Token);

        await using var client = await server.GreetAsync();
        Assert.False(console.IsCompleted);
        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => console);
    }

    [Fact]
    public async Task Bans_are_made_listed_and_lifted()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = await server.GreetAsync();
        await alice.RegisterAsync("alice");

        var output = await RunAsync(server, "bans\nban alice  far too\tloud \nban 10.1.2.3/8\nban\nban 10.0.0.0/99\nbans\nunban 10.0.0.1\nunban ALICE\nunban alice\nquit\n");

        string[] expected =
        [
            "Nobody is shut out.",
            "The user alice is shut out; 1 connection closed here. It holds until this server ends, whose directory is in memory.",
            "10.0.0.0/8 is shut out; 0 connections closed here. It holds until this server ends, whose directory is in memory.",
            "Whom? Write ban and a user name, an address, or a range such as 10.1.0.0/16.",
            "'10.0.0.0/99' is no user name, address or range: write alice, 10.1.2.3, 10.1.0.0/16 or 2001:db8::/32.",
            "10.0.0.1 is not shut out by itself, but with 10.0.0.0/8: unban that.",
            "The user alice may come back.",
            "The user alice is not shut out: bans lists who is.",
        ];
        var lines = output.Split('\n');
        Assert.Equal(expected, lines.Where(line => expected.Contains(line)));
        Assert.Contains(lines, line => line.StartsWith("alice  ", StringComparison.Ordinal) && line.EndsWith("  far too loud", StringComparison.Ordinal));
        await alice.AssertEndsWithAsync(Protocol.Messages.ErrorCode.Banned);
    }

    [Fact]
    public async Task What_is_typed_as_in_a_shell_is_taken_so()
    {
        var output = await RunOnNewServerAsync("ban bob \"far too loud\"\nbans --json\npeers --json\nquit \"back \" soon\"\n");

        Assert.Contains("\"target\":\"user:bob\"", output, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"far too loud\"", output, StringComparison.Ordinal);
        Assert.EndsWith("\n[]\nThe index server tells its peers, and ends.\n[back \" soon]\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_prints_json_if_it_is_to()
    {
        var output = await RunOnNewServerAsync("ban --json bob\nban carol too loud --json\nunban bob --json\nstats --json\nquit --json\n");

        var lines = output.TrimEnd().Split('\n');
        Assert.Equal("[]", lines[^1]);
        var answers = lines[..^1].Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(("user:bob", "too loud", "user:bob"), ($"{answers[0]["banned"]!["target"]}", $"{answers[1]["banned"]!["reason"]}", $"{answers[2]["unbanned"]}"));
        Assert.Equal((1, true), ((int)answers[3]["bans"]!, (bool)answers[4]["quitting"]!));
    }

    [Theory]
    [InlineData("stats --jsn", "stats does not take '--jsn': try help.")]
    [InlineData("peers alice", "peers does not take 'alice': try help.")]
    [InlineData("unban alice bob\u001b", "unban does not take 'bob\uFFFD': try help.")]
    [InlineData("unban", "Whom? Write unban and a user name, an address, or a range such as 10.1.0.0/16.")]
    [InlineData("ban --json", "Whom? Write ban and a user name, an address, or a range such as 10.1.0.0/16.")]
    [InlineData("ban a/b/\u001b", "'a/b/\uFFFD' is no user name, address or range: write alice, 10.1.2.3, 10.1.0.0/16 or 2001:db8::/32.")]
    [InlineData("quit --message", "Required argument missing for option: '--message'.")]
    public async Task What_a_command_does_not_take_is_said(string line, string answer) => Assert.StartsWith(answer + "\n", await RunOnNewServerAsync(line + "\nquit\n"), StringComparison.Ordinal);

    [Fact]
    public async Task A_user_who_is_called_like_an_address_is_listed_as_it_is_unbanned()
    {
        var output = await RunOnNewServerAsync("ban user:10.0.0.1\nban 10.0.0.1\nban user:bob\nbans\nquit\n");

        Assert.Matches(@"\n10\.0\.0\.1 +20.*\nuser:10\.0\.0\.1 +20.*\nbob +20", output);
    }

    [Theory]
    [InlineData("quit", "[]")]
    [InlineData("quit back at noon", "[back at noon]")]
    [InlineData("QUIT --message \"back at noon\"", "[back at noon]")]
    [InlineData("quit --message=\"back at noon\"", "[back at noon]")]
    [InlineData("quit -m back at noon", "[back at noon]")]
    [InlineData("quit @noon,  \tback in 5\" or so", "[@noon, back in 5\" or so]")]
    [InlineData("gvnap-index quit --message back", "[back]")]
    public async Task Quit_may_have_a_message(string line, string message) => Assert.EndsWith(message + "\n", await RunOnNewServerAsync(line + "\n"), StringComparison.Ordinal);

    private static async Task<string> RunOnNewServerAsync(string input)
    {
        await using var server = await LiveServer.StartAsync();
        return await RunAsync(server, input);
    }

    private static async Task<string> RunAsync(LiveServer server, string input)
    {
        var output = new StringWriter { NewLine = "\n" };
        using var metrics = new MetricsView(Telemetry.Name);
        var commands = new ServerCommands(server.Server, metrics, TimeProvider.System);
        var message = await new ServerConsole(commands, new InputLines(new StringReader(input)), output).RunAsync(TestContext.Current.CancellationToken);
        output.WriteLine($"[{message}]");
        return output.ToString();
    }
}
