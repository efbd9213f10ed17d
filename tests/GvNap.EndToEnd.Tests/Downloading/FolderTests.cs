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
            Executables.Peer, ["--name", "carol", "--state", carol.State, "--downloads", carol.Downloads, "--index", index.Address], "browse alice\nget 5\nget 9\nquit\n");

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
}
