using System.Security.Cryptography;
using System.Text.Json;
using GvNap.ContainerTests.Network;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.ContainerTests.Downloading;

/// <summary>Finding and fetching between containers.</summary>
public sealed class DownloadTests
{
    private const int Size = 24_000_000;

    // So that a download takes seconds, and both sources are needed.
    private const string SlowUploads = "upload-rate=4MB";

    [Fact]
    public async Task A_peer_finds_and_fetches_what_another_shares()
    {
        await using var network = await ContainerNetwork.CreateAsync();
        var index = await network.StartIndexAsync();
        var shared = await network.WriteSharedAsync("alice", "songs/cargo.bin", 3_000_000);
        await network.StartPeerAsync("alice", [index]);
        var bob = await network.StartPeerAsync("bob", [index]);
        await AssertFoundAsync(index, "cargo", sources: 1);

        var found = Json(await bob.RunAsync("search", "cargo", "--json"))[0];
        Assert.Equal("songs/cargo.bin", found.GetProperty("name").GetString());
        await bob.RunAsync("get", found.GetProperty("contentId").GetString()!);

        Assert.Equal(SHA256.HashData(shared), SHA256.HashData(await bob.ReadDownloadAsync("cargo.bin")));
    }

    [Fact]
    public async Task A_source_whose_network_is_cut_in_mid_download_leaves_it_to_the_other()
    {
        await using var network = await ContainerNetwork.CreateAsync();
        var index = await network.StartIndexAsync();
        var shared = await network.WriteSharedAsync("alice", "cargo.bin", Size);
        await network.WriteSharedAsync("carol", "cargo.bin", Size);
        var alice = await network.StartPeerAsync("alice", [index], SlowUploads);
        await network.StartPeerAsync("carol", [index], SlowUploads);
        var bob = await network.StartPeerAsync("bob", [index], "stall-timeout=3s");
        await AssertFoundAsync(index, "cargo", sources: 2);
        var id = Json(await bob.RunAsync("search", "cargo", "--json"))[0].GetProperty("contentId").GetString()!;

        var download = bob.RunAsync("get", id, "--json");
        await Eventually.IsTrueAsync(async () => await Engine.SentBytesAsync(alice.Container) > Size / 8, "alice is sending");
        await network.CutAsync(alice);
        Assert.False(download.IsCompleted, "The download was over before the cut.");

        var sources = Json(await download).GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("bytes").GetInt64()).ToList();
        Assert.Equal(2, sources.Count(bytes => bytes > 0));
        Assert.Equal(SHA256.HashData(shared), SHA256.HashData(await bob.ReadDownloadAsync("cargo.bin")));
    }

    private static async Task AssertFoundAsync(IndexContainer index, string query, uint sources)
    {
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(
            async () => (await searcher.SearchAsync(query)).Results is [var result] && result.SourceCount == sources, $"{query} is found at {sources} sources");
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
