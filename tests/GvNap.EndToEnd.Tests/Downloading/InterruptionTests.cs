using System.Globalization;
using GvNap.EndToEnd.Tests.Harness;
using GvNap.Protocol.Content;

namespace GvNap.EndToEnd.Tests.Downloading;

/// <summary>Downloads whose getter or source dies in the middle.</summary>
public sealed class InterruptionTests
{
    private const long Size = 1L << 30;

    [Fact]
    public async Task A_download_killed_in_the_middle_has_no_final_name_and_resumes()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var file = SampleFile.WriteSparse(network.FoldersOf("alice").Share, "film.bin", Size);
        var source = await network.StartPeerAsync("alice", [index]);
        var id = await SharedIdAsync(index, "film");

        var getter = StartGet(network, index, id);
        await StopInTheMiddleAsync(network, getter, source);
        getter.Send(UnixSignal.Kill);
        await getter.WaitForExitAsync();
        Assert.False(File.Exists(FinalPath(network)));
        source.Process.Send(UnixSignal.Continue);

        var kept = AllocatedInParts(network);
        Assert.InRange(kept, 1, Size - 1);
        var again = StartGet(network, index, id);
        Assert.True(await again.WaitForExitAsync(TimeSpan.FromMinutes(2)) == 0, again.ToString());

        await SampleFile.AssertEqualAsync(file, FinalPath(network));
        Assert.Empty(PartFiles(network));
    }

    [Fact]
    public async Task When_a_source_dies_in_the_middle_the_next_one_goes_on()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var file = SampleFile.WriteSparse(network.FoldersOf("alice").Share, "film.bin", Size);
        SampleFile.WriteSparse(network.FoldersOf("carol").Share, "film.bin", Size);
        var sources = new[] { await network.StartPeerAsync("alice", [index]), await network.StartPeerAsync("carol", [index]) };
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(
            async () => (await searcher.SearchAsync("film")).Results is [{ SourceCount: 2 }], "both sources are known", TimeSpan.FromMinutes(1));

        var getter = StartGet(network, index, await searcher.FirstContentIdAsync("film"));
        await WaitForPartAsync(network, getter);
        var serving = sources.MaxBy(BytesSent)!;
        await serving.KillAsync();

        Assert.True(await getter.WaitForExitAsync(TimeSpan.FromMinutes(2)) == 0, getter.ToString());
        await SampleFile.AssertEqualAsync(file, FinalPath(network));
    }

    [Fact]
    public async Task A_source_that_hangs_costs_a_while_and_the_next_one_goes_on()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        using var silent = new SilentListener();
        await using var liar = await index.ConnectAsync();
        var file = SampleFile.Write(network.FoldersOf("carol").Share, "film.bin", 1_000_000);
        await network.StartPeerAsync("carol", [index]);
        var id = await SharedIdAsync(index, "film");
        await liar.RegisterAsync("aaron", silent.Port);
        await liar.ShareAsync(1, id, "film.bin");

        var getter = StartGet(network, index, id);

        Assert.True(await getter.WaitForExitAsync(TimeSpan.FromMinutes(1)) == 0, getter.ToString());
        await SampleFile.AssertEqualAsync(file, FinalPath(network));
    }

    [Fact]
    public async Task A_prompt_killed_in_the_middle_of_a_download_goes_on_with_it_the_next_time()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var file = SampleFile.WriteSparse(network.FoldersOf("alice").Share, "film.bin", Size);
        var source = await network.StartPeerAsync("alice", [index]);
        await SharedIdAsync(index, "film");

        var prompt = StartPrompt(network, index);
        await prompt.TypeAsync("keyword film");
        await prompt.TypeAsync("get 1");
        await StopInTheMiddleAsync(network, prompt, source);
        prompt.Send(UnixSignal.Kill);
        await prompt.WaitForExitAsync();
        source.Process.Send(UnixSignal.Continue);

        var again = StartPrompt(network, index);
        await again.WaitForOutputAsync("1 download from before goes on");
        await again.WaitForOutputAsync("complete and verified.", timeout: TimeSpan.FromMinutes(1));
        await again.TypeAsync("quit");
        Assert.Equal(0, await again.WaitForExitAsync());
        await SampleFile.AssertEqualAsync(file, FinalPath(network));
    }

    private static ChildProcess StartPrompt(TestNetwork network, IndexProcess index)
    {
        var folders = network.FoldersOf("bob");
        return network.Start(
            Executables.Peer, "--name", "bob", "--index", index.Address, "--state", folders.State, "--downloads", folders.Downloads, "--port", $"{ReservedPort.Next()}");
    }

    private static string FinalPath(TestNetwork network) => Path.Combine(network.FoldersOf("bob").Downloads, "film.bin");

    private static string[] PartFiles(TestNetwork network) =>
        Directory.GetFiles(network.FoldersOf("bob").Downloads, "*.gvnap-part", SearchOption.AllDirectories);

    private static ChildProcess StartGet(TestNetwork network, IndexProcess index, ContentId id)
    {
        var folders = network.FoldersOf("bob");
        return network.Start(Executables.Peer, "get", $"{id}", "--index", index.Address, "--state", folders.State, "--downloads", folders.Downloads);
    }

    private static async Task<ContentId> SharedIdAsync(IndexProcess index, string query)
    {
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync(query) == 1, "the file is hashed", TimeSpan.FromMinutes(1));
        return await searcher.FirstContentIdAsync(query);
    }

    // Stops the source once some of the file is there, and fails if that was too late.
    private static async Task StopInTheMiddleAsync(TestNetwork network, ChildProcess getter, PeerProcess source)
    {
        await WaitForPartAsync(network, getter);
        source.Process.Send(UnixSignal.Stop);
        Assert.False(getter.HasExited, getter.ToString());
    }

    private static Task WaitForPartAsync(TestNetwork network, ChildProcess getter) => Eventually.IsTrueAsync(
        () => getter.HasExited || AllocatedInParts(network) > 64 << 20, $"some of the file has arrived. {getter}");

    // A part file may have its final length from the start: what counts is what was written.
    private static long AllocatedInParts(TestNetwork network) => PartFiles(network).Sum(DiskUsage.OfFile);

    private static long BytesSent(PeerProcess peer)
    {
        var line = File.ReadLines($"/proc/{peer.Process.Id}/io").Single(line => line.StartsWith("rchar: ", StringComparison.Ordinal));
        return long.Parse(line["rchar: ".Length..], CultureInfo.InvariantCulture);
    }
}
