using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Searching;

/// <summary>Searching real shares over real sockets.</summary>
public sealed class SearchProgramTests
{
    [Fact]
    public async Task The_query_language_works_end_to_end()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        await ShareAsync(network, index, "alice", ("Blue Train/01 Locomotion.flac", 30_000, 1), ("Blue Train/cover.jpg", 2_000, 2), ("Café Müller.txt", 100, 3));
        await ShareAsync(network, index, "bob", ("Train timetable 2024.pdf", 5_000, 4), ("Locomotive breath.mp3", 20_000, 5));
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(
            async () => await searcher.CountAsync("user:alice") == 3 && await searcher.CountAsync("user:bob") == 2, "everything is shared");

        await AssertFoundAsync(searcher, "train", "Blue Train/01 Locomotion.flac", "Blue Train/cover.jpg", "Train timetable 2024.pdf");
        await AssertFoundAsync(searcher, "TRAIN blue", "Blue Train/01 Locomotion.flac", "Blue Train/cover.jpg");
        await AssertFoundAsync(searcher, "\"blue train\" -cover", "Blue Train/01 Locomotion.flac");
        await AssertFoundAsync(searcher, "\"train blue\"");
        await AssertFoundAsync(searcher, "locomoti*", "Blue Train/01 Locomotion.flac", "Locomotive breath.mp3");
        await AssertFoundAsync(searcher, "locomoti");
        await AssertFoundAsync(searcher, "cafe muller", "Café Müller.txt");
        await AssertFoundAsync(searcher, "train ext:pdf", "Train timetable 2024.pdf");
        await AssertFoundAsync(searcher, "user:bob size:>10KB", "Locomotive breath.mp3");
        await AssertFoundAsync(searcher, "train user:ALICE size:<10KB", "Blue Train/cover.jpg");
    }

    [Fact]
    public async Task The_same_content_is_one_result_with_all_its_sources()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        await ShareAsync(network, index, "alice", ("twin.bin", 50_000, 9));
        await ShareAsync(network, index, "bob", ("other name twin.bin", 50_000, 9));
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(
            async () => (await searcher.SearchAsync("twin")).Results is [{ SourceCount: 2 }], "one result has two sources");

        var json = (await network.RunAsync(Executables.Peer, ["search", "twin", "--json", "--index", index.Address])).AssertStatus(0).Json();

        var result = Assert.Single(json.EnumerateArray());
        Assert.Equal(50_000, result.GetProperty("size").GetInt64());
        Assert.Equal(2, result.GetProperty("sourceCount").GetInt32());
        Assert.Equal(["alice", "bob"], result.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("user").GetString()!).Order());
    }

    [Fact]
    public async Task What_was_hashed_when_register_answers_is_found_from_then_on()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var folders = network.FoldersOf("alice");
        for (var i = 0; i < 3_000; i++)
        {
            SampleFile.Write(folders.Share, $"prompt {i}.bin", 10, seed: i);
        }

        string[] arguments = ["--name", "alice", "--share", folders.Share, "--state", folders.State, "--port", $"{ReservedPort.Next()}"];
        var peer = network.Start(Executables.Peer, arguments);
        await using var searcher = await index.ConnectAsync();
        await peer.WaitForOutputAsync("hashing is done");

        var from = peer.Output.Length;
        await peer.TypeAsync($"register 127.0.0.1 {index.Port}");
        await peer.WaitForOutputAsync("registered with", from);

        Assert.Equal(3_000, await searcher.CountAsync("prompt"));
    }

    private static async Task AssertFoundAsync(WireClient searcher, string query, params string[] names) =>
        Assert.Equal(names.Order(StringComparer.Ordinal), (await searcher.NamesAsync(query)).Order(StringComparer.Ordinal));

    private static async Task ShareAsync(TestNetwork network, IndexProcess index, string user, params (string Name, int Size, int Seed)[] files)
    {
        foreach (var (name, size, seed) in files)
        {
            SampleFile.Write(network.FoldersOf(user).Share, name, size, seed);
        }

        await network.StartPeerAsync(user, [index]);
    }
}
