using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Http;

/// <summary>What a peer shares, fetched by curl.</summary>
public sealed class CurlTests
{
    [Fact]
    public async Task An_interrupted_get_is_resumed()
    {
        await using var network = new TestNetwork();
        var file = SampleFile.Write(network.FoldersOf("alice").Share, "film.bin", 30_000_000);
        var address = await ShareAsync(network, file, "--limit", "upload-rate-per-transfer=10MB");
        var target = Path.Join(network.Folder, "fetched.bin");
        var first = network.StartTool("curl", "--silent", "--output", target, address);
        await Eventually.IsTrueAsync(() => File.Exists(target) && new FileInfo(target).Length > 1_000_000, "curl has some of it");
        first.Send(UnixSignal.Kill);
        await first.WaitForExitAsync();
        var had = new FileInfo(target).Length;
        Assert.InRange(had, 1_000_000, 29_999_999);

        var second = await network.RunToolAsync("curl", "--silent", "--show-error", "--continue-at", "-", "--output", target, "--write-out", "%{http_code} %{size_download}", address);

        Assert.Equal($"206 {30_000_000 - had}", second.AssertStatus(0).Output);
        await SampleFile.AssertEqualAsync(file, target);
        var again = await network.RunToolAsync("curl", "--silent", "--continue-at", "-", "--output", target, "--write-out", "%{http_code}", address);
        Assert.Equal("416", again.Output);
        await SampleFile.AssertEqualAsync(file, target);
    }

    [Fact]
    public async Task A_busy_peer_is_asked_again_until_it_has_a_slot()
    {
        await using var network = new TestNetwork();
        var file = SampleFile.Write(network.FoldersOf("alice").Share, "song.bin", 4_000_000);
        var address = await ShareAsync(network, file, "--limit", "upload-slots=1", "--limit", "upload-rate=2MB");
        var targets = Enumerable.Range(0, 3).Select(i => Path.Join(network.Folder, $"fetched{i}.bin")).ToList();

        var runs = await Task.WhenAll(targets.Select(target => network.RunToolAsync("curl", "--silent", "--show-error", "--fail", "--retry", "30", "--output", target, address)));

        Assert.All(runs, run => run.AssertStatus(0));
        foreach (var target in targets)
        {
            await SampleFile.AssertEqualAsync(file, target);
        }
    }

    [Fact]
    public async Task A_file_is_saved_under_its_name()
    {
        await using var network = new TestNetwork();
        var file = SampleFile.Write(network.FoldersOf("alice").Share, "deep/er/A song; by \"me\".flac", 100_000);
        var address = await ShareAsync(network, file);
        var folder = Directory.CreateDirectory(Path.Join(network.Folder, "saved")).FullName;

        var run = await network.RunToolAsync("curl", "--silent", "--remote-name", "--remote-header-name", "--output-dir", folder, address);

        run.AssertStatus(0);
        await SampleFile.AssertEqualAsync(file, Assert.Single(Directory.GetFiles(folder)));
    }

    /// <returns>The address of the only file of a new peer.</returns>
    private static async Task<string> ShareAsync(TestNetwork network, string file, params string[] options)
    {
        var index = await network.StartIndexAsync();
        var peer = await network.StartPeerAsync("alice", [index], options);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => (await searcher.PeersAsync())["alice"].Files == 1, "the file is shared");
        var content = (await network.RunAsync(Executables.Peer, ["hash", file])).AssertStatus(0).Output.Split(' ')[0];
        return $"http://127.0.0.1:{peer.Port}/content/{content}";
    }
}
