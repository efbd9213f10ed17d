using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Downloading;

/// <summary>Several peers that want one file from one slow peer, at the same time.</summary>
public sealed class SwarmTests
{
    private const int Size = 32 << 20;
    private const int Getters = 5;

    [Fact]
    public async Task Those_who_fetch_a_file_from_a_slow_peer_fetch_it_from_each_other()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var file = SampleFile.Write(network.FoldersOf("alice").Share, "film.bin", Size);
        await network.StartPeerAsync("alice", [index], "--limit", "upload-rate=8MB");
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("film") == 1, "the file is hashed");
        var id = $"{await searcher.FirstContentIdAsync("film")}";

        var results = await Task.WhenAll(Enumerable.Range(0, Getters).Select(getter => network.RunPeerAsync($"getter{getter}", index, "get", id, "--json")));

        var fromAlice = 0L;
        foreach (var (getter, result) in results.Index())
        {
            await SampleFile.AssertEqualAsync(file, Path.Combine(network.FoldersOf($"getter{getter}").Downloads, "film.bin"));
            fromAlice += result.AssertStatus(0).Json().GetProperty("sources").EnumerateArray()
                .Where(source => source.GetProperty("source").GetString() == "alice").Sum(source => source.GetProperty("bytes").GetInt64());
        }

        Assert.InRange(fromAlice, Size, Getters * (long)Size / 2);
    }
}
