using System.Text.Json;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Programs;

/// <summary>The commands of <c>gvnap</c> for scripts: their JSON, their lines and their exit statuses.</summary>
public sealed class OneShotTests
{
    private const string Nobody = "127.0.0.1:9"; // The discard port: nobody listens.
    private static readonly string UnknownId = new string('a', 64) + "-5";

    [Fact]
    public async Task Search_peers_and_browse_print_arrays_as_json_and_tables_for_people()
    {
        await using var network = new TestNetwork();
        var (index, source, file) = await StartNetworkAsync(network);

        var found = Assert.Single((await RunAsync(network, index, "search", "song", "--json")).AssertStatus(0).Json().EnumerateArray());
        Assert.Equal("love song.bin", found.GetProperty("name").GetString());
        Assert.Equal(new FileInfo(file).Length, found.GetProperty("size").GetInt64());
        Assert.Equal("", found.GetProperty("description").GetString());
        Assert.Equal(1, found.GetProperty("sourceCount").GetInt32());
        AssertIsAlice(Assert.Single(found.GetProperty("sources").EnumerateArray()), source.Port);
        Assert.Matches("^[0-9a-f]{64}-100000$", found.GetProperty("contentId").GetString());

        var peer = Assert.Single((await RunAsync(network, index, "peers", "--json")).AssertStatus(0).Json().EnumerateArray());
        Assert.Equal(1, peer.GetProperty("files").GetInt32());
        AssertIsAlice(peer, source.Port);

        var browsed = (await RunAsync(network, index, "browse", "alice", "--json")).AssertStatus(0).Json();
        Assert.Equal("love song.bin", Assert.Single(browsed.EnumerateArray()).GetProperty("name").GetString());

        foreach (var arguments in new[] { new[] { "search", "song" }, ["browse", "alice"] })
        {
            var table = (await RunAsync(network, index, arguments)).AssertStatus(0);
            Assert.Contains("love song.bin", table.Output, StringComparison.Ordinal);
            Assert.DoesNotContain('\x1b', table.Output);
        }
    }

    [Fact]
    public async Task Get_and_download_print_one_object()
    {
        await using var network = new TestNetwork();
        var (index, source, file) = await StartNetworkAsync(network);
        var id = (await RunAsync(network, index, "hash", file)).AssertStatus(0).Output.Split(' ')[0];
        var (one, two) = (network.FoldersOf("one"), network.FoldersOf("two"));

        var got = (await RunAsync(network, index, "get", id, "--json", "--downloads", one.Downloads, "--state", one.State)).AssertStatus(0).Json();
        var downloaded = (await RunAsync(
            network, index, "download", "127.0.0.1", $"{source.Port}", "love song.bin", "--json", "--downloads", two.Downloads, "--state", two.State)).AssertStatus(0).Json();

        foreach (var json in new[] { got, downloaded })
        {
            Assert.Equal(JsonValueKind.Object, json.ValueKind);
            Assert.Equal(id, json.GetProperty("contentId").GetString());
            Assert.Equal(100_000, json.GetProperty("size").GetInt64());
            Assert.Equal(JsonValueKind.Number, json.GetProperty("seconds").ValueKind);
            await SampleFile.AssertEqualAsync(file, json.GetProperty("path").GetString()!);
        }
    }

    [Fact]
    public async Task Hash_prints_a_line_a_file_as_sha256sum_does()
    {
        await using var network = new TestNetwork();
        var (small, empty) = (SampleFile.Write(network.Folder, "small.bin", 10_000), SampleFile.Write(network.Folder, "empty.bin", 0));

        var result = await network.RunAsync(Executables.Peer, ["hash", small, empty]);

        // Up to a block, the root is the file's SHA-256.
        Assert.Equal(
            [$"{await SampleFile.Sha256Async(small)}-10000  {small}", $"{await SampleFile.Sha256Async(empty)}-0  {empty}"], result.AssertStatus(0).Lines);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_one_line_with_status_1()
    {
        await using var network = new TestNetwork();
        var (index, source, _) = await StartNetworkAsync(network);

        foreach (var arguments in new string[][]
                 {
                     ["get", UnknownId, "--index", index.Address],
                     ["search", "song", "--index", Nobody],
                     ["peers", "--index", Nobody],
                     ["browse", "nobody", "--index", index.Address],
                     ["download", "127.0.0.1", $"{source.Port}", "no such file"],
                     ["download", "127.0.0.1", "9", "love song.bin"],
                     ["hash", Path.Combine(network.Folder, "missing")],
                 })
        {
            var result = await network.RunAsync(Executables.Peer, arguments);
            result.AssertStatus(1);
            Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.Empty(result.Output);
        }

        var told = (await network.RunAsync(Executables.Peer, ["download", "127.0.0.1", $"{source.Port}", "no such file", "--json"])).AssertStatus(1);
        Assert.Equal(("not-found", $"gvnap: {told.Json().GetProperty("message").GetString()}"), (told.Json().GetProperty("outcome").GetString(), told.Errors.Trim()));
    }

    [Fact]
    public async Task Wrong_usage_has_status_2()
    {
        await using var network = new TestNetwork();

        foreach (var arguments in new string[][]
                 {
                     ["get"], ["get", "not-an-id", "--index", Nobody], ["search"], ["fly"], ["--port", "x"], ["download", "127.0.0.1"], ["hash"],
                     ["peers", "--index", "host:70000"], ["serve", "--name", "no spaces please", "--index", Nobody], ["serve", "--limit", "nonsense=1", "--index", Nobody],
                 })
        {
            var result = await network.RunAsync(Executables.Peer, arguments);
            Assert.True(result.Status == 2, $"gvnap {string.Join(' ', arguments)} has status {result.Status}.\n{result.Output}\n{result.Errors}");
            Assert.NotEmpty(result.Errors);
        }
    }

    [Fact]
    public Task Ctrl_C_in_a_get_has_status_130_within_a_second() => Rounds.AssertInRangeAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1), async _ =>
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        using var silent = new SilentListener();
        await using var source = await index.ConnectAsync();
        await source.RegisterAsync("alice", silent.Port);
        await source.ShareAsync(1, 1000, "never.bin");
        var bob = network.FoldersOf("bob");
        var get = network.Start(
            Executables.Peer, "get", $"{await source.FirstContentIdAsync("never")}", "--index", index.Address, "--state", bob.State, "--downloads", bob.Downloads);
        await silent.WaitForConnectionAsync();

        return await get.TimeExitAsync(130, UnixSignal.Interrupt);
    });

    [Fact]
    public async Task Options_come_from_the_environment_too()
    {
        await using var network = new TestNetwork();
        var (index, _, _) = await StartNetworkAsync(network);
        network.Environment["GVNAP_INDEX"] = index.Address;
        network.Environment["GVNAP_NAME"] = "carol";
        network.Environment["GVNAP_STATE"] = network.FoldersOf("carol").State;
        var peer = network.Start(Executables.Peer, "serve");
        await using var client = await index.ConnectAsync();

        await Eventually.IsTrueAsync(async () => (await client.PeersAsync()).ContainsKey("carol"), $"carol is registered. {peer}");

        Assert.Equal(2, (await network.RunAsync(Executables.Peer, ["peers", "--json"])).AssertStatus(0).Json().GetArrayLength());
    }

    [Fact]
    public async Task Serve_runs_without_a_prompt_until_it_is_told_to_end_and_advertises_what_it_is_told()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var peer = await network.StartPeerAsync("alice", [index], "--advertise", "localhost:7001", "--advertise", "127.0.0.1");
        peer.Process.CloseInput();

        var listed = Assert.Single((await RunAsync(network, index, "peers", "--json")).AssertStatus(0).Json().EnumerateArray());

        var endpoints = listed.GetProperty("endpoints").EnumerateArray().Select(endpoint => endpoint.ToString()).ToList();
        Assert.Contains(endpoints, endpoint => endpoint.Contains("localhost", StringComparison.Ordinal) && endpoint.Contains("7001", StringComparison.Ordinal));
        Assert.Contains(endpoints, endpoint => endpoint.Contains($"{peer.Port}", StringComparison.Ordinal));
        peer.Process.Send(UnixSignal.Terminate);
        Assert.Equal(0, await peer.Process.WaitForExitAsync());
    }

    private static void AssertIsAlice(JsonElement json, int port)
    {
        Assert.Equal("alice", json.GetProperty("user").GetString());
        Assert.Equal("127.0.0.1", json.GetProperty("host").GetString());
        Assert.Equal(port, json.GetProperty("port").GetInt32());
        Assert.Equal(1, json.GetProperty("endpoints").GetArrayLength());
        Assert.True(json.TryGetProperty("reachable", out _));
    }

    private static Task<ProgramResult> RunAsync(TestNetwork network, IndexProcess index, params string[] arguments) => arguments[0] == "hash"
        ? network.RunAsync(Executables.Peer, arguments)
        : network.RunAsync(Executables.Peer, [.. arguments, "--index", index.Address]);

    private static async Task<(IndexProcess Index, PeerProcess Source, string File)> StartNetworkAsync(TestNetwork network)
    {
        var index = await network.StartIndexAsync();
        var file = SampleFile.Write(network.FoldersOf("alice").Share, "love song.bin", 100_000);
        var source = await network.StartPeerAsync("alice", [index]);
        await using var client = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await client.CountAsync("song") == 1, "the file is found");
        return (index, source, file);
    }
}
