using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Programs;

/// <summary>What differs on a terminal: the prompt, offers, the progress bar, Ctrl+C.</summary>
public sealed class TerminalTests
{
    private const string CtrlC = "\x03";

    [Fact]
    public async Task There_is_a_prompt_and_Ctrl_C_ends_it_with_status_0_deregistered()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var peer = StartPrompt(network, index);
        await using var client = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => (await client.PeersAsync()).ContainsKey("bob"), $"bob is registered. {peer}");
        await peer.WaitForOutputAsync(">");

        await peer.TypeRawAsync(CtrlC);

        Assert.Equal(0, await peer.WaitForExitAsync());
        Assert.False((await client.PeersAsync()).ContainsKey("bob"));
    }

    [Fact]
    public async Task A_get_shows_its_progress_and_the_file_arrives()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var file = SampleFile.Write(network.FoldersOf("alice").Share, "song.bin", 80_000_000);
        await network.StartPeerAsync("alice", [index]);
        await using var client = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await client.CountAsync("song") == 1, "the file is found");
        var peer = StartPrompt(network, index);
        await peer.WaitForOutputAsync(">");

        await peer.TypeAsync("keyword song");
        await peer.WaitForOutputAsync("song.bin");
        await peer.TypeAsync("get 1");
        await peer.WaitForOutputAsync("%");
        var path = Path.Combine(network.FoldersOf("bob").Downloads, "song.bin");
        await Eventually.IsTrueAsync(() => File.Exists(path), $"the file has arrived. {peer}");
        await peer.TypeAsync("quit");

        Assert.Equal(0, await peer.WaitForExitAsync());
        await SampleFile.AssertEqualAsync(file, path);
    }

    [Fact]
    public async Task Without_a_list_it_offers_to_write_one()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        SampleFile.WriteSparse(network.Folder, "work/holiday.bin", 1L << 30);
        var peer = StartPrompt(network, index);
        await peer.WaitForOutputAsync("files.json");

        await peer.TypeAsync("all");
        await peer.WaitForOutputAsync("Hashing is done. Sharing 1 file");
        await using var client = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await client.CountAsync("holiday") == 1, $"the listed file is shared. {peer}");
        await peer.TypeAsync("quit");

        Assert.Equal(0, await peer.WaitForExitAsync());
        Assert.Contains("holiday.bin", await File.ReadAllTextAsync(Path.Combine(network.Folder, "work/files.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_at_the_offer_declines_it_and_registers()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        SampleFile.Write(network.Folder, "work/holiday.bin", 1000);
        var peer = StartPrompt(network, index);
        await peer.WaitForOutputAsync("files.json");

        await peer.TypeRawAsync(CtrlC);

        await peer.WaitForOutputAsync("Nothing is shared");
        await peer.WaitForOutputAsync("Registered with");
        await peer.TypeAsync("quit");
        Assert.Equal(0, await peer.WaitForExitAsync());
    }

    private static ChildProcess StartPrompt(TestNetwork network, IndexProcess index)
    {
        var bob = network.FoldersOf("bob");
        return network.StartOnTerminal(
            Executables.Peer, "--name", "bob", "--state", bob.State, "--downloads", bob.Downloads, "--port", $"{ReservedPort.Next()}", "--index", index.Address);
    }
}
