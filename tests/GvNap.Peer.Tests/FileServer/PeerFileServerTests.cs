using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.FileServer;

public sealed class PeerFileServerTests : IAsyncLifetime
{
    private readonly FileServerFixture _peer = new();

    private static CancellationToken Cancellation => FileServerFixture.Cancellation;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(262143)]
    [InlineData(262144)]
    [InlineData(262145)]
    [InlineData((4 << 20) - 1)]
    [InlineData((4 << 20) + 1)]
    public async Task A_file_of_any_size_arrives_whole(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        _peer.Folder.Write("file.bin", content);
        await _peer.StartAsync();
        await using var client = await _peer.GreetAsync();

        Assert.Equal(content, await client.DownloadAsync(ContentHasher.Hash(content).Content, Cancellation));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _peer.DisposeAsync();
}
