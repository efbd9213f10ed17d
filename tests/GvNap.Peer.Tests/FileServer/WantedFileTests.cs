using GvNap.Peer.FileServer;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.FileServer;

public sealed class WantedFileTests : IAsyncLifetime
{
    private readonly FileServerFixture _peer = new();

    [Fact]
    public async Task An_open_that_is_given_up_while_the_file_is_hashed_leaves_no_handle()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Open files are listed by Linux alone.");
        var bytes = new byte[100_000];
        var path = _peer.Folder.Write("song.bin", bytes);
        await _peer.StartAsync();
        var wanted = new WantedFile(_peer.Library, ContentHasher.Hash(bytes).Content);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await wanted.OpenWithLayerAsync(new CancellationToken(canceled: true)));

        Assert.DoesNotContain(path, Directory.GetFiles("/proc/self/fd").Select(descriptor => new FileInfo(descriptor).LinkTarget));
    }

    [Fact]
    public async Task One_that_has_changed_leaves_the_next_with_the_same_content()
    {
        _peer.Folder.Write("a.bin", new byte[100_000]);
        _peer.Folder.Write("b.bin", new byte[100_000]);
        await _peer.StartAsync(rescan: TimeSpan.FromHours(1));
        var content = ContentHasher.Hash(new byte[100_000]).Content;
        var wanted = new WantedFile(_peer.Library, content);
        Assert.True(_peer.Library.TryFind(content, out var first));
        _peer.Folder.Write(first.Name, [1]);

        var opened = await wanted.OpenWithLayerAsync(FileServerFixture.Cancellation);

        Assert.NotNull(opened);
        using var file = opened.Value.File;
        Assert.NotEqual(first.Name, file.File.Name);
        Assert.Equal(content, opened.Value.Layer.Content);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _peer.DisposeAsync();
}
