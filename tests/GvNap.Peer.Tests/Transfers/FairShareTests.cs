using System.Diagnostics;
using GvNap.Peer.FileServer;
using GvNap.Peer.Tests.FileServer;
using GvNap.Peer.Transfers;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>Downloads that begin together and have a line together: Jain's index of their rates is 1 if all get the same, and 1 in their number if one gets all.</summary>
public sealed class FairShareTests : IAsyncLifetime
{
    private const int Size = 3 << 20;
    private const long Rate = 8_000_000;

    /// <summary>Were it divided by connections, the index would be below 0.8; a busy machine disturbs a little.</summary>
    private const double Fair = 0.9;

    private readonly TemporaryFolder _folder = new();
    private readonly FileServerFixture _peer = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Downloads_held_to_one_rate_get_the_same_however_many_sources_each_has()
    {
        var files = Enumerable.Range(0, 3).Select(_ => DownloaderTests.RandomBytes(Size)).ToList();
        List<ScriptedSource> many = [.. Enumerable.Range(0, 8).Select(_ => new ScriptedSource(files[0], "file 0"))];
        await using var second = new ScriptedSource(files[1], "file 1");
        await using var third = new ScriptedSource(files[2], "file 2");
        var downloader = DownloaderTests.NewDownloader(new DownloadOptions { Rate = Rate });

        await AssertFairAsync(folder => Task.WhenAll(GetAsync(downloader, folder, many), GetAsync(downloader, folder, [second]), GetAsync(downloader, folder, [third])));

        foreach (var source in many)
        {
            await source.DisposeAsync();
        }
    }

    [Fact]
    public async Task Downloads_from_one_source_get_the_same_whether_of_one_peer_or_of_several()
    {
        var contents = Enumerable.Range(0, 4).Select(Share).ToList();
        await _peer.StartAsync(new FileServerOptions { Port = 0, UploadRate = Rate });
        var source = new DownloadSource(_peer.Id, "source", [new Endpoint { Host = "127.0.0.1", Port = (uint)_peer.Server.Port }]);
        var (busy, other) = (DownloaderTests.NewDownloader(), DownloaderTests.NewDownloader(new DownloadOptions { User = "other" }));

        await AssertFairAsync(folder => Task.WhenAll(contents.Select((content, number) => GetAsync(number == 3 ? other : busy, folder, content, [source]))));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _peer.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>In one of a few rounds, each with a folder of its own: a disk that is slow to end one of them disturbs more than a little.</summary>
    private Task AssertFairAsync(Func<string, Task<double[]>> measure) =>
        Rounds.AssertInRangeAsync(Fair, 1, async round => Jain(await measure(Directory.CreateDirectory(_folder[$"{round}"]).FullName)));

    private static double Jain(IReadOnlyList<double> rates) => rates.Sum() * rates.Sum() / (rates.Count * rates.Sum(rate => rate * rate));

    private ContentId Share(int number)
    {
        var bytes = DownloaderTests.RandomBytes(Size);
        _peer.Folder.Write($"file {number}", bytes);
        return ContentHasher.Hash(bytes).Content;
    }

    private static Task<double> GetAsync(Downloader downloader, string folder, IReadOnlyList<ScriptedSource> sources) =>
        GetAsync(downloader, folder, sources[0].Id, [.. sources.Select(source => source.AsSource())]);

    /// <returns>Its rate, bytes a second.</returns>
    private static async Task<double> GetAsync(Downloader downloader, string folder, ContentId content, IReadOnlyList<DownloadSource> sources)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await downloader.DownloadAsync(new DownloadRequest { Content = content, Sources = sources, Folder = folder }, null, Cancelled);
        Assert.True(result.Outcome == DownloadOutcome.Completed, result.Message);
        return Size / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
