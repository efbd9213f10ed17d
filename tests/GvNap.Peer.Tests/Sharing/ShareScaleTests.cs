using System.Diagnostics;

namespace GvNap.Peer.Tests.Sharing;

public sealed class ShareScaleTests : IDisposable
{
    private const int Count = 10_000;

    private readonly ShareFolderFixture _folder = new();

    [Fact]
    public async Task Ten_thousand_files_are_scanned_without_waiting_for_their_hashes_and_known_at_the_next_start()
    {
        for (var i = 0; i < Count; i++)
        {
            _folder.Write($"{i / 100}/{i}.txt", $"file {i}");
        }

        await Rounds.AssertInRangeAsync(TimeSpan.Zero, TimeSpan.FromSeconds(5), async _ =>
        {
            await using var scanned = _folder.Open();
            var start = Stopwatch.GetTimestamp();
            await scanned.StartAsync(TestContext.Current.CancellationToken);
            var time = Stopwatch.GetElapsedTime(start);
            Assert.Equal(Count, scanned.Status.Files);
            return time;
        });
        await using (var first = _folder.Open(cached: true))
        {
            await first.StartAsync(TestContext.Current.CancellationToken);
            await first.WaitUntilHashedAsync(TestContext.Current.CancellationToken).WaitAsync(ShareFolderFixture.Patience, TestContext.Current.CancellationToken);
            Assert.Equal(Enumerable.Range(0, Count).Select(number => (uint)number), first.Current.Files.Keys.Order());
        }

        await using var second = _folder.Open(cached: true);
        await second.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Count, second.Current.Files.Count);
        Assert.Equal(0, second.BytesHashed);
    }

    public void Dispose() => _folder.Dispose();
}
