using System.Diagnostics;
using System.Security.Cryptography;
using GvNap.Peer.FileServer;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.FileServer;

/// <summary>How fast a peer sends, by either protocol.</summary>
public sealed class UploadRateTests : IAsyncLifetime
{
    private readonly FileServerFixture _peer = new();
    private readonly HttpClient _http = new();

    private static CancellationToken Cancellation => FileServerFixture.Cancellation;

    [Fact]
    public async Task All_uploads_together_are_held_to_the_rate_whatever_they_speak()
    {
        var (content, bytes) = await ShareAsync(new FileServerOptions { Port = 0, UploadRate = 2_000_000 });
        var start = Stopwatch.GetTimestamp();

        var received = await Task.WhenAll(FetchAsync(content), FetchByHttpAsync(content));

        // But for the tenth of a second that may come at once.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.88, 20);
        Assert.All(received, got => Assert.Equal(bytes, got));
    }

    [Fact]
    public async Task Each_upload_is_held_to_its_rate_and_several_have_more()
    {
        var (content, _) = await ShareAsync(new FileServerOptions { Port = 0, UploadRatePerTransfer = 1_000_000 });

        // A second each: if they had one rate together, it were four.
        await Rounds.AssertInRangeAsync(0.88, 3.5, async _ =>
        {
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(FetchAsync(content), FetchAsync(content), FetchByHttpAsync(content), FetchByHttpAsync(content));
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }

    [Fact]
    public async Task Whoever_is_slowed_down_here_keeps_the_slot()
    {
        var (content, bytes) = await ShareAsync(new FileServerOptions
        {
            Port = 0,
            UploadSlots = 1,
            UploadRate = 1_000_000,
            SlotIdle = TimeSpan.FromMilliseconds(100),
            UsefulRate = 50_000_000,
        });
        var first = FetchAsync(content);
        await Eventually.IsTrueAsync(() => _peer.Server.Status.Uploads == 1 || first.IsCompleted, "the slot is taken");
        await using var waiter = await _peer.GreetAsync("waiter");

        await Eventually.IsTrueAsync(async () => (await waiter.AskAsync(TransferClient.Open(content), Cancellation)).Opened is not null, "the waiter has its turn");

        Assert.Equal(bytes, await first);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _peer.DisposeAsync();
    }

    private async Task<(ContentId Content, byte[] Bytes)> ShareAsync(FileServerOptions options)
    {
        var bytes = RandomNumberGenerator.GetBytes(1_000_000);
        _peer.Folder.Write("file.bin", bytes);
        await _peer.StartAsync(options);
        return (ContentHasher.Hash(bytes).Content, bytes);
    }

    private async Task<byte[]> FetchAsync(ContentId content)
    {
        await using var client = await _peer.GreetAsync();
        return await client.DownloadAsync(content, Cancellation);
    }

    private Task<byte[]> FetchByHttpAsync(ContentId content) =>
        _http.GetByteArrayAsync(new Uri($"http://127.0.0.1:{_peer.Server.Port}/content/{content}"), Cancellation);
}
