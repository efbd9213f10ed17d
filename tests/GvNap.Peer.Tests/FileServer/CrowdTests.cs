using System.Net;
using System.Security.Cryptography;
using GvNap.Peer.FileServer;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.FileServer;

/// <summary>Many at once, each from an address of its own.</summary>
public sealed class CrowdTests : IAsyncLifetime
{
    private readonly FileServerFixture _peer = new();

    private static CancellationToken Cancellation => FileServerFixture.Cancellation;

    [Fact]
    public async Task Five_hundred_that_ask_at_once_are_all_served()
    {
        var bytes = RandomNumberGenerator.GetBytes(50_000);
        _peer.Folder.Write("file.bin", bytes);
        var content = ContentHasher.Hash(bytes).Content;
        await _peer.StartAsync(new FileServerOptions { Port = 0, UploadSlots = 4 });
        var most = 0;

        var received = await Task.WhenAll(Enumerable.Range(0, 500).Select(async number =>
        {
            await using var client = await TransferClient.ConnectAsync(_peer.Server.Port, Cancellation, AddressOf(number));
            await client.GreetAsync($"user{number}", Cancellation);
            await WaitForSlotAsync(client, content);
            var file = await client.DownloadAsync(content, Cancellation);
            InterlockedMax(ref most, _peer.Server.Status.Uploads);
            return file;
        }));

        Assert.All(received, got => Assert.Equal(bytes, got));
        Assert.InRange(most, 1, 4);
        await Eventually.IsTrueAsync(() => _peer.Server.Status is { Uploads: 0, Waiting: 0 }, "all slots are given back");
    }

    [Fact]
    public async Task One_that_asks_with_many_connections_lets_others_go_first()
    {
        var bytes = RandomNumberGenerator.GetBytes(50_000);
        _peer.Folder.Write("file.bin", bytes);
        var content = ContentHasher.Hash(bytes).Content;
        await _peer.StartAsync(new FileServerOptions { Port = 0, UploadSlots = 2 });
        var greedy = new List<TransferClient>();
        for (var i = 0; i < 20; i++)
        {
            var client = await TransferClient.ConnectAsync(_peer.Server.Port, Cancellation, AddressOf(0));
            greedy.Add(client);
            await client.GreetAsync($"greedy{i}", Cancellation);
            await client.AskAsync(TransferClient.Open(content), Cancellation);
        }

        await using var late = await TransferClient.ConnectAsync(_peer.Server.Port, Cancellation, AddressOf(1));
        await late.GreetAsync("late", Cancellation);

        Assert.Equal(1u, (await late.AskAsync(TransferClient.Open(content), Cancellation)).Busy?.QueuePosition);

        await greedy[0].DisposeAsync();
        Assert.Equal(bytes, await late.DownloadAsync(content, Cancellation));
        foreach (var client in greedy)
        {
            await client.DisposeAsync();
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    private static IPAddress AddressOf(int number) => new([127, 1, (byte)(number / 250), (byte)((number % 250) + 1)]);

    /// <summary>Asks again when it is told to.</summary>
    private static async Task WaitForSlotAsync(TransferClient client, ContentId content)
    {
        while ((await client.AskAsync(TransferClient.Open(content), Cancellation)).Busy is { } busy)
        {
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(busy.RetryAfterMilliseconds));
            await pause.WaitForNextTickAsync(Cancellation);
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var known = Volatile.Read(ref most); value > known;)
        {
            known = Interlocked.CompareExchange(ref most, value, known) is var seen && seen == known ? value : seen;
        }
    }
}
