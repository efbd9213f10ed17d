using GvNap.EndToEnd.Tests.Harness;
using GvNap.Protocol.Content;

namespace GvNap.EndToEnd.Tests.Http;

/// <summary><c>gvnap link</c>: what it prints is what curl and aria2c take.</summary>
public sealed class LinkTests
{
    private const int Size = 12_000_000;

    [Fact]
    public async Task It_prints_the_addresses_of_all_sources()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var (id, peers) = await ShareAsync(network, index, "alice", "bob");

        var plain = await network.RunPeerAsync("carol", index, "link", id);
        var json = (await network.RunPeerAsync("carol", index, "link", id, "--json")).AssertStatus(0).Json();

        var expected = peers.Select((peer, number) => $"http://127.0.0.{number + 2}:{peer.Port}/content/{id}").Order().ToList();
        Assert.Equal(expected, plain.AssertStatus(0).Lines.Order());
        Assert.Equal(expected, json.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("address").GetString()!).Order());
        Assert.Equal("film.bin", json.GetProperty("name").GetString());
        foreach (var address in expected)
        {
            var target = Path.Join(network.Folder, "fetched.bin");
            (await network.RunToolAsync("curl", "--silent", "--fail", "--output", target, address)).AssertStatus(0);
            await SampleFile.AssertEqualAsync(Path.Join(peers[0].Folders.Share, "film.bin"), target);
        }
    }

    [Fact]
    public async Task What_nobody_shares_has_none()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();

        var unknown = await network.RunPeerAsync("carol", index, "link", new string('0', 64) + "-5");
        var wrong = await network.RunPeerAsync("carol", index, "link", "film.bin");

        Assert.Contains("Nobody shares", unknown.AssertStatus(1).Errors, StringComparison.Ordinal);
        Assert.Contains("is not a content id", wrong.AssertStatus(2).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prompt_links_a_result()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var (id, peers) = await ShareAsync(network, index, "alice");

        var session = await network.RunAsync(
            Executables.Peer, ["--index", index.Address, "--name", "carol", "--state", network.FoldersOf("carol").State, "--port", "0"], "keyword film\nlink 1\nlink 2\n");

        Assert.Contains($"http://127.0.0.2:{peers[0].Port}/content/{id}", session.Lines);
        Assert.Contains("There is no result 2", session.Errors + session.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aria2_gets_the_file_intact_from_peers_of_which_one_lies()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var (id, peers) = await ShareAsync(network, index, "alice", "bob");
        var addresses = (await network.RunPeerAsync("carol", index, "link", id)).AssertStatus(0).Lines;
        Assert.Equal(2, addresses.DistinctBy(address => new Uri(address).Host).Count());
        var file = Path.Join(peers[0].Folders.Share, "film.bin");
        var flipped = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        flipped[Size - 1_500_000] ^= 1;
        flipped[100] ^= 1;
        await using var liar = new CorruptWebServer(flipped);
        await using var registration = await index.ConnectAsync();
        await registration.RegisterAsync("liar", liar.Port);
        Assert.True(ContentId.TryParse(id, out var content));
        await registration.ShareAsync(1, content, "film.bin");
        File.Copy(file, Path.Join(network.FoldersOf("carol").Downloads, "my copy.bin"));
        var written = await network.RunPeerAsync("carol", index, "link", id, "--metalink");
        var target = Directory.CreateDirectory(Path.Join(network.Folder, "fetched")).FullName;

        var run = await network.RunToolAsync(
            "aria2c", "--no-conf", "--dir", target, "--split=3", "--min-split-size=1M", "--max-connection-per-server=1", "--console-log-level=error", written.AssertStatus(0).Lines[0]);

        run.AssertStatus(0);
        await SampleFile.AssertEqualAsync(file, Path.Join(target, "film.bin"));
        Assert.True(liar.Requests > 0, "The liar was not asked.");
    }

    [Fact]
    public async Task Without_a_copy_at_hand_a_metalink_has_no_hashes_and_says_so()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var (id, _) = await ShareAsync(network, index, "alice");

        var plain = await network.RunPeerAsync("carol", index, "link", id, "--metalink");
        var json = (await network.RunPeerAsync("carol", index, "link", id, "--metalink", "--json")).AssertStatus(0).Json();

        Assert.Contains("no hashes", plain.AssertStatus(0).Errors, StringComparison.Ordinal);
        var path = Path.Join(network.FoldersOf("carol").Downloads, "film.bin.meta4");
        Assert.Equal([path], plain.Lines);
        Assert.Equal(path, json.GetProperty("metalink").GetString());
        Assert.False(json.GetProperty("hasHashes").GetBoolean());
        Assert.DoesNotContain("hash", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Shares one file from several peers, each at a host of its own: programs ask one host for one part at a time.</summary>
    private static async Task<(string Id, List<PeerProcess> Peers)> ShareAsync(TestNetwork network, IndexProcess index, params string[] users)
    {
        var peers = new List<PeerProcess>();
        foreach (var user in users)
        {
            SampleFile.Write(network.FoldersOf(user).Share, "film.bin", Size);
            peers.Add(await network.StartPeerAsync(user, [index], "--advertise", $"127.0.0.{peers.Count + 2}", "--limit", "upload-rate=5MB"));
        }

        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(
            async () => (await searcher.SearchAsync("film")).Results is [{ SourceCount: var count }] && count == users.Length, "all of them share it");
        return ($"{await searcher.FirstContentIdAsync("film")}", peers);
    }
}
