using GvNap.Index.Admin;
using GvNap.Index.Tests.Connections;

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
        Assert.Contains("quit    tells the peers", output, StringComparison.Ordinal);
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
        var console = new ServerConsole(server.Server, new InputLines(new StringReader("stats\n")), TextWriter.Null).RunAsync(end.Token);

        await using var client = await server.GreetAsync();
        Assert.False(console.IsCompleted);
        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => console);
    }

    private static async Task<string> RunOnNewServerAsync(string input)
    {
        await using var server = await LiveServer.StartAsync();
        return await RunAsync(server, input);
    }

    private static async Task<string> RunAsync(LiveServer server, string input)
    {
        var output = new StringWriter { NewLine = "\n" };
        await new ServerConsole(server.Server, new InputLines(new StringReader(input)), output).RunAsync(TestContext.Current.CancellationToken);
        return output.ToString();
    }
}
