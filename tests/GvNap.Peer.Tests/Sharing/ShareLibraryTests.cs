using GvNap.Peer.Sharing;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.Sharing;

public sealed class ShareLibraryTests : IDisposable
{
    private readonly ShareFolderFixture _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exactly_the_entries_of_the_list_are_shared()
    {
        _folder.Write("guide.txt", "a guide");
        _folder.Write("docs/deep/notes.txt", "notes");
        _folder.Write("private.txt", "mine");
        FilesJson.Write(_folder.Root, [new("guide.txt", "How to start"), new("docs/deep/notes.txt", "")]);

        await using var library = await _folder.StartAsync();

        await ShareFolderFixture.SharesAsync(library, "guide.txt", "docs/deep/notes.txt");
        Assert.True(library.TryFind("guide.txt", out var guide));
        Assert.Equal("How to start", guide.Description);
        Assert.Equal(ContentHasher.Hash("a guide"u8).Content, guide.Content);
        Assert.Equal(ShareMode.List, library.Status.Mode);
        Assert.False(library.TryFind("private.txt", out _));
    }

    [Fact]
    public async Task Without_a_list_the_whole_folder_is_shared_if_it_was_named()
    {
        _folder.Write("a.txt", "a");
        _folder.Write("b/c/d.txt", "d");

        await using var library = await _folder.StartAsync(shareAll: true);

        await ShareFolderFixture.SharesAsync(library, "a.txt", "b/c/d.txt");
        Assert.Equal(ShareMode.Folder, library.Status.Mode);
    }

    [Fact]
    public async Task Without_a_list_nothing_is_shared_otherwise()
    {
        _folder.Write("a.txt", "a");

        await using var library = await _folder.StartAsync(shareAll: false);

        Assert.Equal(ShareMode.Nothing, library.Status.Mode);
        Assert.Empty(library.Current.Files);
    }

    public void Dispose() => _folder.Dispose();
}
