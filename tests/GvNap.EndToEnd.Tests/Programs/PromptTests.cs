using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Programs;

/// <summary>The prompt of <c>gvnap</c>: the seed's commands and more.</summary>
public sealed class PromptTests
{
    private static readonly TimeSpan ASecond = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task The_seeds_session_asks_for_what_is_missing()
    {
        await using var network = new TestNetwork();
        var (index, source, file) = await StartNetworkAsync(network);
        var bob = network.FoldersOf("bob");

        var result = await network.RunAsync(
            Executables.Peer,
            ["--name", "bob", "--state", bob.State, "--downloads", bob.Downloads, "--port", $"{ReservedPort.Next()}"],
            $"REGISTER\n127.0.0.1\n{index.Port}\nKeyword song\ndownload\n127.0.0.1\n{source.Port}\nlove song.bin\nquit\n");

        result.AssertStatus(0);
        Assert.Contains("love song.bin", result.Output, StringComparison.Ordinal);
        Assert.Contains($"{source.Port}", result.Output, StringComparison.Ordinal);
        await SampleFile.AssertEqualAsync(file, Path.Combine(bob.Downloads, "love song.bin"));
    }

    [Fact]
    public async Task Every_command_answers()
    {
        await using var network = new TestNetwork();
        var (index, _, file) = await StartNetworkAsync(network);
        var bob = StartPrompt(network, index);

        foreach (var (command, answer) in new[]
                 {
                     ("help", "browse"), ("peers", "alice"), ("search song ext:bin", "love song.bin"), ("keyword love", "love song.bin"),
                     ("browse alice", "love song.bin"), ("files", "shared"), ("status", "bob"), ("get 1", "love song.bin"), ("dance", "dance"),
                 })
        {
            var from = bob.Output.Length;
            await bob.TypeAsync(command);
            await bob.WaitForOutputAsync(answer, from);
        }

        await Eventually.IsTrueAsync(() => File.Exists(Path.Combine(network.FoldersOf("bob").Downloads, "love song.bin")), $"the file has arrived. {bob}");
        await SampleFile.AssertEqualAsync(file, Path.Combine(network.FoldersOf("bob").Downloads, "love song.bin"));
        await bob.TypeAsync("quit");
        Assert.Equal(0, await bob.WaitForExitAsync());
    }

    [Theory]
    [InlineData("quit")]
    [InlineData("end of input")]
    [InlineData("SIGTERM")]
    [InlineData("SIGINT")]
    public Task It_ends_within_a_second_with_status_0_deregistered(string how) => Rounds.AssertInRangeAsync(TimeSpan.Zero, ASecond, async _ =>
    {
        await using var network = new TestNetwork();
        var (index, _, _) = await StartNetworkAsync(network);
        var bob = StartPrompt(network, index);
        await using var client = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => (await client.PeersAsync()).ContainsKey("bob"), "bob is registered");

        var time = await bob.TimeExitAsync(0, () => EndAsync(bob, how));

        Assert.False((await client.PeersAsync()).ContainsKey("bob"));
        await client.RegisterAsync("bob"); // The name is free at once.
        return time;
    });

    [Fact]
    public async Task With_stay_the_end_of_input_leaves_it_serving()
    {
        await using var network = new TestNetwork();
        var (index, _, _) = await StartNetworkAsync(network);
        var bob = StartPrompt(network, index, "--stay");
        await using var client = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => (await client.PeersAsync()).ContainsKey("bob"), "bob is registered");

        bob.CloseInput();

        await Eventually.StaysTrueAsync(async () => !bob.HasExited && (await client.PeersAsync()).ContainsKey("bob"), "bob serves", TimeSpan.FromSeconds(2));
        bob.Send(UnixSignal.Terminate);
        Assert.Equal(0, await bob.WaitForExitAsync());
    }

    [Fact]
    public async Task A_standard_input_that_is_closed_is_the_end_of_input()
    {
        await using var network = new TestNetwork();

        var peer = network.StartWithoutInput(Executables.Peer, "--name", "bob", "--state", network.FoldersOf("bob").State, "--port", $"{ReservedPort.Next()}");

        Assert.Equal(0, await peer.WaitForExitAsync());
    }

    [Fact]
    public async Task When_the_index_server_quits_the_peer_says_so_and_comes_back_by_itself()
    {
        await using var network = new TestNetwork();
        var (index, _, _) = await StartNetworkAsync(network);
        var bob = StartPrompt(network, index);
        await using (var client = await index.ConnectAsync())
        {
            await Eventually.IsTrueAsync(async () => (await client.PeersAsync()).ContainsKey("bob"), "bob is registered");
        }

        var from = bob.Output.Length;
        await index.Process.TypeAsync("quit");
        Assert.Equal(0, await index.Process.WaitForExitAsync());
        await bob.WaitForOutputAsync("index server", from);

        await network.StartIndexAsync(port: index.Port);
        await using var again = await index.ConnectAsync();
        await Eventually.IsTrueAsync(
            async () => (await again.PeersAsync()).Keys.Order().SequenceEqual(["alice", "bob"]) && await again.CountAsync("song") == 1, "both peers are back");
    }

    [Fact]
    public async Task A_name_that_is_taken_is_said()
    {
        await using var network = new TestNetwork();
        var (index, _, _) = await StartNetworkAsync(network);
        var other = network.FoldersOf("other");

        var result = await network.RunAsync(
            Executables.Peer, ["--name", "ALICE", "--state", other.State], $"register 127.0.0.1 {index.Port}\nquit\n");

        Assert.Contains("taken", result.Output + result.Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_second_process_of_the_same_state_gets_a_clear_line_and_status_1()
    {
        await using var network = new TestNetwork();
        var (index, source, _) = await StartNetworkAsync(network);

        var second = await network.RunAsync(
            Executables.Peer, ["serve", "--name", "alice", "--state", source.Folders.State, "--index", index.Address]);

        second.AssertStatus(1);
        Assert.Single(second.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<(IndexProcess Index, PeerProcess Source, string File)> StartNetworkAsync(TestNetwork network)
    {
        var index = await network.StartIndexAsync();
        var file = SampleFile.Write(network.FoldersOf("alice").Share, "love song.bin", 100_000);
        var source = await network.StartPeerAsync("alice", [index]);
        await using var client = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await client.CountAsync("song") == 1, "the file is found");
        return (index, source, file);
    }

    private static ChildProcess StartPrompt(TestNetwork network, IndexProcess index, params string[] more)
    {
        var bob = network.FoldersOf("bob");
        return network.Start(
            Executables.Peer,
            ["--name", "bob", "--state", bob.State, "--downloads", bob.Downloads, "--port", $"{ReservedPort.Next()}", "--index", index.Address, .. more]);
    }

    private static async Task EndAsync(ChildProcess process, string how)
    {
        switch (how)
        {
            case "quit":
                await process.TypeAsync("quit");
                break;
            case "end of input":
                process.CloseInput();
                break;
            default:
                process.Send(how == "SIGTERM" ? UnixSignal.Terminate : UnixSignal.Interrupt);
                break;
        }
    }
}
