using System.Text.Json;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Downloading;

/// <summary><c>gvnap get</c> and <c>gvnap download</c>: what arrives is what was shared.</summary>
public sealed class GetTests
{
    // Sizes around those of blocks and pieces, and none.
    private static readonly int[] Sizes = [0, 1, 16_383, 16_384, 16_385, 1 << 20, (1 << 20) + 1, 5_000_000];

    private static readonly string[] Names =
    [
        "with space.bin", " leading and trailing ", "-rf", "--index", "%2e%2e%2f", "semi;colon & $HOME `x`", "quote'\".bin", "back\\slash", "C:drive",
        "CON", "aux.txt", "trailing dot.", "tilde~", "café.bin", "Ünïcödé ß", "日本語", "emoji 🎉.bin", "a", new string('n', 255), "deep/er/and deeper/file",
        "Mixed.Case", "mixed.case", "star*?.bin", "<angle>|pipe", "[bracket] {brace}",
    ];

    [Fact]
    public async Task Files_of_all_sizes_arrive_whole()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var files = Sizes.Select(size => SampleFile.Write(network.FoldersOf("alice").Share, $"size{size}.bin", size)).ToList();
        await network.StartPeerAsync("alice", [index]);

        foreach (var file in files)
        {
            var result = await GetAsync(network, index, await ContentIdOfAsync(network, file), "bob");
            Assert.Equal(Path.GetFileName(file), Path.GetFileName(result.GetProperty("path").GetString()));
            Assert.Equal(new FileInfo(file).Length, result.GetProperty("size").GetInt64());
            Assert.True(result.GetProperty("seconds").GetDouble() >= 0);
            await SampleFile.AssertEqualAsync(file, result.GetProperty("path").GetString()!);
        }

        Assert.Empty(Directory.GetFiles(network.FoldersOf("bob").Downloads, "*.gvnap-part", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Files_of_every_allowed_name_arrive_inside_the_folder()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var share = network.FoldersOf("alice").Share;
        var files = Names.Select((name, i) => SampleFile.Write(share, name, 1000, seed: i)).ToList();
        var peer = await network.StartPeerAsync("alice", [index]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => (await searcher.PeersAsync())["alice"].Files == Names.Length, $"all names are shared. {peer.Process}");

        // One session for all: it fetches each by the source's address and its exact name.
        var bob = network.FoldersOf("bob");
        var session = string.Concat(Names.Select(name => $"download 127.0.0.1 {peer.Port} {name}\n")) + "quit\n";
        var result = await network.RunAsync(Executables.Peer, ["--name", "bob", "--state", bob.State, "--downloads", bob.Downloads], session);
        result.AssertStatus(0);

        var wanted = await Task.WhenAll(files.Select(SampleFile.Sha256Async));
        var arrived = await Task.WhenAll(Directory.GetFiles(bob.Downloads, "*", SearchOption.AllDirectories).Select(SampleFile.Sha256Async));
        Assert.True(wanted.Order().SequenceEqual(arrived.Order()), $"{arrived.Length} of {wanted.Length} arrived.\n{result.Output}\n{result.Errors}");
    }

    [Fact]
    public async Task A_file_of_more_than_4_GiB_arrives_whole()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var file = SampleFile.WriteSparse(network.FoldersOf("alice").Share, "huge.bin", (4L << 30) + 54_321);
        await network.StartPeerAsync("alice", [index]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("huge") == 1, "the file is hashed", TimeSpan.FromMinutes(2));

        var result = await GetAsync(network, index, $"{await searcher.FirstContentIdAsync("huge")}", "bob", TimeSpan.FromMinutes(4));

        await SampleFile.AssertEqualAsync(file, result.GetProperty("path").GetString()!);
    }

    [Fact]
    public async Task An_existing_file_is_never_overwritten_unless_it_is_the_same()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var file = SampleFile.Write(network.FoldersOf("alice").Share, "taken.bin", 1000);
        await network.StartPeerAsync("alice", [index]);
        var id = await ContentIdOfAsync(network, file);
        var existing = SampleFile.Write(network.FoldersOf("bob").Downloads, "taken.bin", 500, seed: 2);
        var before = await SampleFile.Sha256Async(existing);

        var first = (await GetAsync(network, index, id, "bob")).GetProperty("path").GetString()!;
        var second = (await GetAsync(network, index, id, "bob")).GetProperty("path").GetString()!;

        Assert.Equal(before, await SampleFile.Sha256Async(existing));
        await SampleFile.AssertEqualAsync(file, first);
        await SampleFile.AssertEqualAsync(file, second);
    }

    private static async Task<JsonElement> GetAsync(TestNetwork network, IndexProcess index, string id, string user, TimeSpan? timeout = null)
    {
        var folders = network.FoldersOf(user);
        var result = await network.RunAsync(
            Executables.Peer, ["get", id, "--json", "--index", index.Address, "--state", folders.State, "--downloads", folders.Downloads], timeout: timeout);
        var json = result.AssertStatus(0).Json();
        Assert.Equal(id, json.GetProperty("contentId").GetString());
        return json;
    }

    private static async Task<string> ContentIdOfAsync(TestNetwork network, string file) =>
        (await network.RunAsync(Executables.Peer, ["hash", file])).AssertStatus(0).Output.Split(' ')[0];
}
