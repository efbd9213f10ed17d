using GvNap.Peer.Transfers;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>A power loss takes what is only in memory: what has its final name is on the disk.</summary>
public sealed class PowerLossTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_has_its_final_name_is_on_the_disk()
    {
        await SkipWhereNothingIsToldAsync();
        await using var source = new ScriptedSource(DownloaderTests.RandomBytes(5 << 20));

        var result = await DownloaderTests.NewDownloader().DownloadAsync(
            new DownloadRequest { Content = source.Id, Sources = [source.AsSource()], Folder = _folder.FullName }, null, TestContext.Current.CancellationToken);

        Assert.Equal(DownloadOutcome.Completed, result.Outcome);
        Assert.Equal(0, DirtyPages.Of(result.Path!));
    }

    /// <summary>What was written just now must be seen to be in memory only, or the test could not fail; but another program may sync everything at that moment.</summary>
    private async Task SkipWhereNothingIsToldAsync()
    {
        var dirty = 0L;
        for (var attempt = 0; dirty == 0 && attempt < 20; attempt++)
        {
            await File.WriteAllBytesAsync(_folder["probe"], DownloaderTests.RandomBytes(1 << 20), TestContext.Current.CancellationToken);
            dirty = DirtyPages.Of(_folder["probe"]) ?? -1;
        }

        Assert.SkipUnless(dirty > 0, "Nothing tells here what is on the disk.");
        File.Delete(_folder["probe"]);
    }
}
