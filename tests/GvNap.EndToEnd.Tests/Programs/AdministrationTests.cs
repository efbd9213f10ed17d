using System.Text.Json;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Programs;

/// <summary>The operator's commands: <c>gvnap-index stats</c>, <c>ban</c>, <c>quit</c> and others, to servers that run.</summary>
public sealed class AdministrationTests
{
    private static readonly TimeSpan ASecond = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Without_a_server_a_command_says_so_in_one_line_with_status_1()
    {
        await using var network = new TestNetwork();

        var result = await network.RunAsync(Executables.Index, ["stats"]);

        result.AssertStatus(1);
        Assert.StartsWith("gvnap-index: No index server runs here", Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ban")]
    [InlineData("ban", "10.0.0.0/99")]
    [InlineData("unban", "two words")]
    [InlineData("stats", "now")]
    [InlineData("quit", "--lease", "3s")]
    public async Task Wrong_usage_has_status_2(params string[] arguments)
    {
        await using var network = new TestNetwork();

        (await network.RunAsync(Executables.Index, arguments)).AssertStatus(2);
    }

    [Fact]
    public async Task Stats_and_peers_are_for_people_and_for_scripts()
    {
        await using var network = new TestNetwork();
        var index = await StartIndexAsync(network);
        await using var client = await index.ConnectAsync();
        await client.RegisterAsync("alice");
        await client.ShareAsync(1, 1000, "one.txt", "two.txt");
        await client.SearchAsync("one");

        var stats = await network.RunAsync(Executables.Index, ["stats", "--json"]);
        var peers = await network.RunAsync(Executables.Index, ["peers", "--json", "--port", $"{index.Port}"]);

        using var figures = JsonDocument.Parse(stats.Output);
        Assert.Equal((1, 2, 0), (Number(figures, "peers"), Number(figures, "files"), Number(figures, "bans")));
        Assert.Equal("memory", figures.RootElement.GetProperty("store").GetString());
        Assert.Equal(1, Metric(figures, "gvnap.index.search.duration").GetProperty("count").GetInt32());
        Assert.Equal(2, Metric(figures, "gvnap.index.share.files").GetProperty("value").GetInt32());
        using var list = JsonDocument.Parse(peers.Output);
        Assert.Equal("alice", Assert.Single(list.RootElement.EnumerateArray()).GetProperty("user").GetString());
        Assert.Contains("1 peer, 2 files", (await network.RunAsync(Executables.Index, ["stats"])).Output, StringComparison.Ordinal);
        Assert.Contains("alice", (await network.RunAsync(Executables.Index, ["peers"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ban_holds_on_all_servers_of_the_store_within_a_second_and_the_peer_says_so_and_stays_away()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var (a, b) = (await StartIndexAsync(network, store), await StartIndexAsync(network, store));
        SampleFile.Write(network.FoldersOf("alice").Share, "love song.bin", 1000);
        var alice = await network.StartPeerAsync("alice", [b]);
        var bob = StartPrompt(network, "bob", b);
        await using var onA = await a.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await onA.CountAsync("song") == 1 && (await onA.PeersAsync()).ContainsKey("bob"), "alice and bob are there");

        var from = bob.Output.Length;
        var ban = await BanAsync(network, a, "Alice", "too", "loud");
        await BanAsync(network, a, "bob");

        ban.AssertStatus(0);
        Assert.Equal($"The user alice is shut out; 0 connections closed here. All servers on redis {store.ConnectionString} hold to it within a second.\n", ban.Output);
        Assert.Equal(1, await alice.Process.WaitForExitAsync());
        Assert.Contains("refuses this peer: The operator has shut out the user alice: too loud", alice.Process.Errors, StringComparison.Ordinal);
        await bob.WaitForOutputAsync("refuses this peer: The operator has shut out the user bob.", from);
        await Eventually.IsTrueAsync(async () => await onA.CountAsync("song") == 0 && (await onA.PeersAsync()).Count == 0, "the results are without them");
        await using var onB = await b.ConnectAsync();
        await Eventually.StaysTrueAsync(async () => (await onB.PeersAsync()).Count == 0, "they stay away", ASecond);

        from = bob.Output.Length;
        await bob.TypeAsync($"register 127.0.0.1 {b.Port}");
        await bob.WaitForOutputAsync("shut out the user bob", from);
        (await network.RunAsync(Executables.Index, ["unban", "bob", "--port", $"{b.Port}"])).AssertStatus(0);
        from = bob.Output.Length;
        await bob.TypeAsync($"register 127.0.0.1 {b.Port}");
        await bob.WaitForOutputAsync("Registered with", from);
    }

    [Fact]
    public async Task A_banned_address_cannot_even_search()
    {
        await using var network = new TestNetwork();
        var index = await StartIndexAsync(network);
        await BanAsync(network, index, "127.0.0.0/8", "closed", "for", "repairs");

        var search = await network.RunPeerAsync("bob", index, "search", "song");

        search.AssertStatus(1);
        Assert.Equal($"gvnap: No index server takes this peer: {index.Address}: The operator has shut out your address: closed for repairs.\n", search.Errors);
        Assert.Equal(0, (await network.RunAsync(Executables.Index, ["--health", "--listen", "127.0.0.1", "--port", $"{index.Port}"])).Status);
    }

    [Fact]
    public async Task Bans_outlive_the_servers_on_a_store()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var first = await StartIndexAsync(network, store);
        await BanAsync(network, first, "10.1.2.3/16", "scans");
        await first.KillAsync();

        var second = await StartIndexAsync(network, store, first.Port);

        var bans = await network.RunAsync(Executables.Index, ["bans", "--port", $"{second.Port}"]);
        Assert.Matches(@"^BANNED +SINCE +REASON\n10\.1\.0\.0/16 +20\S+ \S+Z +scans\n$", bans.Output);
    }

    [Fact]
    public async Task Quit_ends_the_server_and_its_message_is_shown_at_the_peers()
    {
        await using var network = new TestNetwork();
        var index = await StartIndexAsync(network);
        var bob = StartPrompt(network, "bob", index);
        await bob.WaitForOutputAsync("Registered with");

        var quit = await network.RunAsync(Executables.Index, ["quit", "--message", "back at noon"]);

        quit.AssertStatus(0);
        Assert.Equal(0, await index.Process.WaitForExitAsync());
        await bob.WaitForOutputAsync($"The index server {index.Address} is closing: back at noon");
    }

    /// <summary>Starts an index server and waits until commands reach it, too.</summary>
    private static async Task<IndexProcess> StartIndexAsync(TestNetwork network, StoreProcess? store = null, int? port = null)
    {
        var index = await network.StartIndexAsync(store, port);
        await index.Process.WaitForOutputAsync("listens on");
        return index;
    }

    private static Task<ProgramResult> BanAsync(TestNetwork network, IndexProcess index, params string[] ban) =>
        network.RunAsync(Executables.Index, ["ban", .. ban, "--port", $"{index.Port}"]);

    private static ChildProcess StartPrompt(TestNetwork network, string user, IndexProcess index)
    {
        var folders = network.FoldersOf(user);
        return network.Start(
            Executables.Peer,
            ["--name", user, "--state", folders.State, "--downloads", folders.Downloads, "--port", $"{ReservedPort.Next()}", "--index", index.Address]);
    }

    private static int Number(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetInt32();

    private static JsonElement Metric(JsonDocument document, string name) =>
        document.RootElement.GetProperty("metrics").EnumerateArray().Single(metric => metric.GetProperty("name").GetString() == name);
}
