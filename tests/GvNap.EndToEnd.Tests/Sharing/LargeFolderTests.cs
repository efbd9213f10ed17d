using System.Globalization;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Sharing;

/// <summary>A share folder of 10,000 real files.</summary>
public sealed class LargeFolderTests
{
    private const int Files = 10_000;
    private const int FileSize = 10_000;

    [Fact]
    public async Task Ten_thousand_files_register_and_the_second_start_takes_their_hashes_from_the_cache()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        WriteFiles(network.FoldersOf("alice").Share);
        await using var searcher = await index.ConnectAsync();

        var peer = await network.StartPeerAsync("alice", [index]);
        await Eventually.IsTrueAsync(async () => await FilesOfAliceAsync(searcher) == Files, "all files are shared", TimeSpan.FromSeconds(60));
        Assert.InRange(BytesRead(peer), (long)Files * FileSize, long.MaxValue);
        Assert.Equal(1, await searcher.CountAsync("folder42 leaf4242"));
        await QuitAsync(peer);

        var again = await network.StartPeerAsync("alice", [index]);
        await Eventually.IsTrueAsync(async () => await FilesOfAliceAsync(searcher) == Files, "all files are shared again");
        Assert.InRange(BytesRead(again), 0, (long)Files * FileSize / 2);
    }

    [Fact]
    public async Task Serve_says_when_hashing_is_done()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        SampleFile.WriteSparse(network.FoldersOf("alice").Share, "large.bin", 1L << 30);

        var peer = network.LaunchPeer("alice", [index]).Process;

        await peer.WaitForOutputAsync("hashing the rest");
        await peer.WaitForOutputAsync("Hashing is done. Sharing 1 file");
    }

    [Fact]
    public Task The_prompt_answers_while_files_are_hashed_and_what_is_hashed_is_found() => Rounds.AssertInRangeAsync(TimeSpan.Zero, TimeSpan.FromSeconds(5), async _ =>
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var folders = network.FoldersOf("alice");
        SampleFile.WriteSparse(folders.Share, "aaa enormous.bin", 24L << 30);
        SampleFile.Write(folders.Share, "small one.bin", 100);
        var peer = network.Start(
            Executables.Peer, "--name", "alice", "--share", folders.Share, "--state", folders.State, "--port", $"{ReservedPort.Next()}", "--index", index.Address);
        await using var searcher = await index.ConnectAsync();

        await peer.TypeAsync("peers");
        await peer.WaitForOutputAsync("alice");
        await peer.TypeAsync("help");
        await peer.WaitForOutputAsync("browse");
        Assert.Equal(0, await searcher.CountAsync("enormous"));

        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("small") == 1, "the small file need not wait for the enormous one");
        return await peer.TimeExitAsync(0, () => peer.TypeAsync("quit"));
    });

    [Fact]
    public async Task Changes_in_the_folder_are_noticed()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var share = network.FoldersOf("alice").Share;
        var first = SampleFile.Write(share, "first.bin", 100);
        await network.StartPeerAsync("alice", [index]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("first") == 1, "the first file is found");

        SampleFile.Write(share, "deep/er/second.bin", 200, seed: 2);
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("second") == 1, "a new file is found");
        File.Delete(first);
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("first") == 0, "a deleted file is not found");
    }

    private static async Task<int> FilesOfAliceAsync(WireClient client) =>
        (await client.PeersAsync()).TryGetValue("alice", out var alice) ? (int)alice.Files : 0;

    private static void WriteFiles(string share)
    {
        for (var i = 0; i < Files; i++)
        {
            SampleFile.Write(share, $"folder{i / 100}/leaf{i}.bin", FileSize, seed: i);
        }
    }

    /// <summary>All that the process has read through system calls, cached or not.</summary>
    private static long BytesRead(PeerProcess peer)
    {
        var line = File.ReadLines($"/proc/{peer.Process.Id}/io").Single(line => line.StartsWith("rchar: ", StringComparison.Ordinal));
        return long.Parse(line["rchar: ".Length..], CultureInfo.InvariantCulture);
    }

    private static async Task QuitAsync(PeerProcess peer)
    {
        peer.Process.Send(UnixSignal.Terminate);
        Assert.Equal(0, await peer.Process.WaitForExitAsync());
    }
}
