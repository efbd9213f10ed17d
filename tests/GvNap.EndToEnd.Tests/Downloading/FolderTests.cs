using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Downloading;

/// <summary>A folder of another user, by command and at the prompt.</summary>
public sealed class FolderTests
{
    [Fact]
    public async Task A_folder_arrives_with_its_tree()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var share = network.FoldersOf("alice").Share;
        string[] names = ["music/album/1.bin", "music/album/live/2.bin", "music/other.bin", "alone.bin"];
        var files = names.Select((name, seed) => SampleFile.Write(share, name, 300_000 * (seed + 1) % 700_001, seed)).ToList();
        await network.StartPeerAsync("alice", [index]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => (await searcher.PeersAsync())["alice"].Files == names.Length, "all files are shared");

        var command = (await network.RunPeerAsync("bob", index, "get", "--user", "alice", "music/album/", "--json")).AssertStatus(0).Json();
        var again = (await network.RunPeerAsync("bob", index, "get", "--user", "alice", "music/album/", "--json")).AssertStatus(0).Json();
        var missing = await network.RunPeerAsync("bob", index, "get", "--user", "alice", "music/none/");
        var carol = network.FoldersOf("carol");
        var prompt = await network.RunAsync(
            Executables.Peer, ["--name", "carol", "--state", carol.State, "--downloads", carol.Downloads, "--index", index.Address], "browse alice\nget 5\nget 9\ndownloads\nquit\n");

        Assert.Equal((2, 2, 0), (command.GetProperty("files").GetInt32(), command.GetProperty("completed").GetInt32(), command.GetProperty("alreadyComplete").GetInt32()));
        Assert.Equal("alice", command.GetProperty("sources")[0].GetProperty("name").GetString());
        Assert.Equal(2, again.GetProperty("alreadyComplete").GetInt32());
        await SampleFile.AssertEqualAsync(files[0], Path.Combine(network.FoldersOf("bob").Downloads, "album", "1.bin"));
        await SampleFile.AssertEqualAsync(files[1], Path.Combine(network.FoldersOf("bob").Downloads, "album", "live", "2.bin"));
        missing.AssertStatus(1);
        Assert.Contains("alice shares no folder music/none/.", missing.Errors, StringComparison.Ordinal);
        await SampleFile.AssertEqualAsync(files[2], Path.Combine(carol.Downloads, "music", "other.bin"));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(carol.Downloads, "music"), "*", SearchOption.AllDirectories).Length);
        Assert.Contains("They go from 1 to 7".ToLowerInvariant(), prompt.AssertStatus(0).Output.ToLowerInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_was_killed_in_the_middle_is_one_download_that_goes_on_the_next_time()
    {
        const int Small = 50_000;
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var (share, bob) = (network.FoldersOf("alice").Share, network.FoldersOf("bob"));
        var files = Enumerable.Range(0, 30).Select(number => SampleFile.Write(share, $"album/{number % 3}/{number}.bin", Small, number)).Append(SampleFile.Write(share, "album/large.bin", 500_000)).ToList();
        await using var searcher = await index.ConnectAsync();
        var slow = await StartSourceAsync("--limit", "upload-rate=60KB");

        var killed = StartPrompt();
        await killed.TypeAsync("browse alice");
        await killed.TypeAsync($"get {files.Count + 1}");
        await Eventually.IsTrueAsync(() => killed.HasExited || Parts().Count(part => part.Length == Small) > 2, $"some files are there. {killed}");
        killed.Send(UnixSignal.Kill);
        await killed.WaitForExitAsync();
        var whole = Parts().Count(part => part.Length == Small);
        Assert.InRange(whole, 3, files.Count - 1);

        var paused = StartPrompt();
        await paused.WaitForOutputAsync("1 download from before goes on");
        await Eventually.IsTrueAsync(() => Directory.GetFiles(bob.Downloads, "*.bin", SearchOption.AllDirectories).Length >= whole, $"what was whole has its name. {paused}");
        await paused.TypeAsync("pause 1");
        await paused.WaitForOutputAsync("Paused, and what has arrived is kept");
        await paused.TypeAsync("quit");
        Assert.Equal(0, await paused.WaitForExitAsync());

        await slow.KillAsync();
        await Eventually.IsTrueAsync(async () => !(await searcher.PeersAsync()).ContainsKey("alice"), "alice is gone");
        await StartSourceAsync();
        var last = StartPrompt();
        await last.TypeAsync("downloads");
        await last.WaitForOutputAsync("paused");
        Assert.Single(last.Output.Split('\n'), line => line.Contains("album/", StringComparison.Ordinal));
        await last.TypeAsync("resume 1");
        await last.WaitForOutputAsync("complete and verified.", timeout: TimeSpan.FromMinutes(1));
        await last.TypeAsync("quit");
        Assert.Equal(0, await last.WaitForExitAsync());

        Assert.Contains("of them here before", last.Output, StringComparison.Ordinal);
        foreach (var file in files)
        {
            await SampleFile.AssertEqualAsync(file, Path.Combine(bob.Downloads, Path.GetRelativePath(share, file)));
        }

        Assert.Equal(files.Count, Directory.GetFiles(bob.Downloads, "*", SearchOption.AllDirectories).Length);

        async Task<PeerProcess> StartSourceAsync(params string[] limits)
        {
            var source = await network.StartPeerAsync("alice", [index], limits);
            await Eventually.IsTrueAsync(async () => (await searcher.PeersAsync()).TryGetValue("alice", out var alice) && alice.Files == files.Count, "all files are shared");
            return source;
        }

        ChildProcess StartPrompt() => network.Start(
            Executables.Peer, "--name", "bob", "--index", index.Address, "--state", bob.State, "--downloads", bob.Downloads, "--port", $"{ReservedPort.Next()}");

        List<FileInfo> Parts() => [.. new DirectoryInfo(bob.Downloads).EnumerateFiles("*.gvnap-part", SearchOption.AllDirectories)];
    }
}
