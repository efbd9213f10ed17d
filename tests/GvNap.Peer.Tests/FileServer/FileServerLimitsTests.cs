using GvNap.Peer.FileServer;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.FileServer;

/// <summary>What strangers may use of a peer.</summary>
public sealed class FileServerLimitsTests : IAsyncLifetime
{
    private readonly FileServerFixture _peer = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Fact]
    public async Task There_are_so_many_connections_in_all_and_no_more()
    {
        await _peer.StartAsync(new FileServerOptions { Port = 0, MaxConnections = 2, MaxConnectionsPerAddress = 10 });
        await using var first = await _peer.GreetAsync();
        await using var second = await _peer.GreetAsync();

        await _peer.AssertRefusesAsync();

        Assert.Equal(2, _peer.Server.Status.Connections);
    }

    [Fact]
    public async Task A_connection_keeps_only_the_last_files_open()
    {
        for (var i = 0; i < 6; i++)
        {
            _peer.Folder.Write($"{i}.txt", $"file {i}");
        }

        await _peer.StartAsync();
        await using var client = await _peer.GreetAsync();
        var contents = new List<ContentId>();
        for (var i = 0; i < 6; i++)
        {
            var opened = (await client.AskAsync(TransferClient.Open($"{i}.txt"), Cancellation)).Opened;
            Assert.True(opened.Content.TryRead(out var content));
            contents.Add(content);
        }

        var forgotten = await client.AskAsync(TransferClient.Read(contents[0], 0, 1), Cancellation);
        var kept = await client.AskAsync(TransferClient.Read(contents[5], 0, 1), Cancellation);

        Assert.Equal(ErrorCode.OutOfOrder, forgotten.Error?.Code);
        Assert.Equal(1u, kept.ReadHeader?.Length);
    }

    [Fact]
    public async Task What_is_no_user_name_gets_no_place_of_its_own_in_the_queue()
    {
        var path = _peer.Folder.Write("a.txt", "a");
        await _peer.StartAsync(new FileServerOptions { Port = 0, UploadSlots = 1 });
        await using var holder = await _peer.GreetAsync();
        Assert.NotNull((await holder.AskAsync(TransferClient.Open(Path.GetFileName(path)), Cancellation)).Opened);

        foreach (var user in new[] { "no name\n", "\u001b[2J", new string('x', 10_000) })
        {
            await using var waiter = await _peer.GreetAsync(user);
            Assert.NotNull((await waiter.AskAsync(TransferClient.Open("a.txt"), Cancellation)).Busy);
        }

        Assert.Equal(1, _peer.Server.Status.Waiting);
    }
}
