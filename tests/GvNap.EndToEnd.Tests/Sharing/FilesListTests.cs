using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Sharing;

/// <summary><c>files.json</c>, the seed's list of what is shared.</summary>
public sealed class FilesListTests
{
    [Fact]
    public async Task Exactly_the_listed_files_are_shared_with_their_descriptions_and_edits_apply_live()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var share = network.FoldersOf("alice").Share;
        foreach (var (name, seed) in new[] { ("listed.bin", 1), ("sub/deep.bin", 2), ("unlisted.bin", 3) })
        {
            SampleFile.Write(share, name, 100, seed);
        }

        await WriteListAsync(share, """[{"name": "listed.bin", "description": "bluebird"}, {"name": "sub/deep.bin", "description": ""}]""");
        await network.StartPeerAsync("alice", [index]);
        await using var searcher = await index.ConnectAsync();

        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("bin user:alice") == 2, "the listed files are found");
        Assert.Equal(["listed.bin"], await searcher.NamesAsync("bluebird"));
        Assert.Equal(0, await searcher.CountAsync("unlisted"));

        await WriteListAsync(share, """[{"name": "unlisted.bin", "description": "redbird"}]""");
        await Eventually.IsTrueAsync(
            async () => await searcher.CountAsync("redbird") == 1 && await searcher.CountAsync("bin user:alice") == 1, "the edited list applies");
    }

    [Fact]
    public async Task Without_a_list_or_a_folder_nothing_is_shared_and_that_is_said()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        SampleFile.Write(network.Folder, "work/private.bin", 100);

        var result = await network.RunAsync(
            Executables.Peer, ["--name", "alice", "--state", network.FoldersOf("alice").State, "--port", $"{ReservedPort.Next()}", "--index", index.Address], "files\nquit\n");

        result.AssertStatus(0);
        Assert.Contains("shared", result.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("private.bin", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_init_writes_the_list_and_files_list_prints_it()
    {
        await using var network = new TestNetwork();
        var share = network.FoldersOf("alice").Share;
        SampleFile.Write(share, "one.bin", 100);
        SampleFile.Write(share, "sub/two.bin", 100, seed: 2);
        SampleFile.Write(share, ".hidden", 100, seed: 3);

        var init = await network.RunAsync(Executables.Peer, ["files", "init", "--share", share], "all\n");
        init.AssertStatus(0);

        var list = await File.ReadAllTextAsync(Path.Combine(share, "files.json"), TestContext.Current.CancellationToken);
        using var document = System.Text.Json.JsonDocument.Parse(list);
        Assert.Equal(["one.bin", "sub/two.bin"], document.RootElement.EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!).Order());
        var printed = await network.RunAsync(Executables.Peer, ["files", "list", "--share", share]);
        Assert.Contains("sub/two.bin", printed.AssertStatus(0).Output, StringComparison.Ordinal);
    }

    private static Task WriteListAsync(string share, string json) =>
        File.WriteAllTextAsync(Path.Combine(share, "files.json"), json, TestContext.Current.CancellationToken);
}
