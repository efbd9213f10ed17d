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
        Assert.False(library.TryFind(ContentHasher.Hash("mine"u8).Content, out _));
    }

    [Fact]
    public async Task Without_a_list_the_whole_folder_is_shared_if_it_was_named()
    {
        _folder.Write("a.txt", "a");
        _folder.Write("b/c/d.txt", "d");
        _folder.Write("empty", "");

        await using var library = await _folder.StartAsync(shareAll: true);

        await ShareFolderFixture.SharesAsync(library, "a.txt", "b/c/d.txt", "empty");
        Assert.Equal(ShareMode.Folder, library.Status.Mode);
        Assert.True(library.Status.IsComplete);
        Assert.Equal(2, library.Status.HashedBytes);
    }

    [Fact]
    public async Task Without_a_list_nothing_is_shared_otherwise()
    {
        _folder.Write("a.txt", "a");

        await using var library = await _folder.StartAsync(shareAll: false);

        Assert.Equal(ShareMode.Nothing, library.Status.Mode);
        Assert.Empty(library.Current.Files);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_shares_nothing_until_it_does()
    {
        Directory.Delete(_folder.Root);
        await using var library = await _folder.StartAsync(rescan: TimeSpan.FromMilliseconds(100));
        Assert.Empty(library.Current.Files);

        _folder.Write("a.txt", "a");

        await ShareFolderFixture.SharesAsync(library, "a.txt");
    }

    [Fact]
    public async Task Edits_of_the_list_apply_live()
    {
        _folder.Write("a.txt", "a");
        _folder.Write("sub/b.txt", "b");
        _folder.List("a.txt");
        await using var library = await _folder.StartAsync(rescan: TimeSpan.FromHours(1));
        await ShareFolderFixture.SharesAsync(library, "a.txt");

        _folder.List("a.txt", "sub/b.txt");
        await ShareFolderFixture.SharesAsync(library, "a.txt", "sub/b.txt");

        _folder.List("sub/b.txt");
        await ShareFolderFixture.SharesAsync(library, "sub/b.txt");
    }

    [Fact]
    public async Task A_list_that_is_made_later_narrows_a_shared_folder_and_one_that_is_deleted_widens_it()
    {
        _folder.Write("a.txt", "a");
        _folder.Write("b.txt", "b");
        await using var library = await _folder.StartAsync(rescan: TimeSpan.FromHours(1));
        await ShareFolderFixture.SharesAsync(library, "a.txt", "b.txt");

        _folder.List("a.txt");
        await ShareFolderFixture.SharesAsync(library, "a.txt");

        File.Delete(_folder.PathOf(FilesJson.FileName));
        await ShareFolderFixture.SharesAsync(library, "a.txt", "b.txt");
    }

    [Fact]
    public async Task A_broken_list_is_reported_and_the_last_good_one_stays()
    {
        _folder.Write("a.txt", "a");
        _folder.Write("b.txt", "b");
        _folder.List("a.txt");
        await using var library = await _folder.StartAsync(rescan: TimeSpan.FromHours(1));

        _folder.Write(FilesJson.FileName, """[{"name": "b.txt" """);
        var status = await ShareFolderFixture.StatusAsync(library, status => status.ListProblem is not null);

        Assert.DoesNotContain('\n', status.ListProblem!);
        Assert.Equal(["a.txt"], library.Current.Files.Values.Select(file => file.Name));
        Assert.Equal(ShareMode.List, status.Mode);

        _folder.List("b.txt");
        await ShareFolderFixture.SharesAsync(library, "b.txt");
        Assert.Null(library.Status.ListProblem);
    }

    [Fact]
    public async Task A_list_that_is_broken_from_the_start_shares_nothing_even_if_the_folder_was_named()
    {
        _folder.Write("a.txt", "a");
        _folder.Write(FilesJson.FileName, "{}");

        await using var library = await _folder.StartAsync(shareAll: true);

        Assert.Empty(library.Current.Files);
        Assert.Equal(ShareMode.List, library.Status.Mode);
        Assert.NotNull(library.Status.ListProblem);
    }

    [Fact]
    public async Task A_changed_file_is_shared_with_its_new_content()
    {
        _folder.Write("sub/a.txt", "old");
        await using var library = await _folder.StartAsync(rescan: TimeSpan.FromHours(1));
        var old = library.Current;

        _folder.Write("sub/a.txt", "new");
        var expected = ContentHasher.Hash("new"u8).Content;
        while (!library.TryFind(expected, out _))
        {
            old = library.Current;
            await library.WaitForChangeAsync(old.Revision, Cancellation).WaitAsync(ShareFolderFixture.Patience, Cancellation);
        }

        Assert.False(library.TryFind(ContentHasher.Hash("old"u8).Content, out _));
    }

    [Fact]
    public async Task Files_and_folders_that_come_and_go_are_noticed()
    {
        _folder.Write("a.txt", "a");
        await using var library = await _folder.StartAsync(rescan: TimeSpan.FromHours(1));
        await ShareFolderFixture.SharesAsync(library, "a.txt");

        _folder.Write("new/deep/b.txt", "b");
        await ShareFolderFixture.SharesAsync(library, "a.txt", "new/deep/b.txt");

        Directory.Move(_folder.PathOf("new"), _folder.PathOf("old"));
        await ShareFolderFixture.SharesAsync(library, "a.txt", "old/deep/b.txt");

        File.Delete(_folder.PathOf("a.txt"));
        await ShareFolderFixture.SharesAsync(library, "old/deep/b.txt");
    }

    [Fact]
    public async Task A_description_changes_without_hashing_and_keeps_the_number()
    {
        _folder.Write("a.txt", "a");
        FilesJson.Write(_folder.Root, [new("a.txt", "one")]);
        await using var library = await _folder.StartAsync();
        var before = Assert.Single(library.Current.Files.Values);
        var hashed = library.BytesHashed;

        FilesJson.Write(_folder.Root, [new("a.txt", "two")]);
        await library.RescanAsync(Cancellation);

        Assert.Equal(before with { Description = "two" }, Assert.Single(library.Current.Files.Values));
        Assert.Equal(hashed, library.BytesHashed);
    }

    [Fact]
    public async Task A_file_that_was_touched_is_hashed_again()
    {
        var path = _folder.Write("a.txt", "a");
        await using var library = await _folder.StartAsync(rescan: TimeSpan.FromHours(1));
        var before = library.BytesHashed;

        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-1));
        await library.RescanAsync(Cancellation);
        await library.WaitUntilHashedAsync(Cancellation).WaitAsync(ShareFolderFixture.Patience, Cancellation);

        Assert.Equal(before + 1, library.BytesHashed);
        Assert.True(library.TryFind("a.txt", out _));
    }

    [Fact]
    public async Task Of_two_files_with_one_content_either_stands_in_for_the_other()
    {
        _folder.Write("a.txt", "same");
        _folder.Write("b.txt", "same");
        await using var library = await _folder.StartAsync(rescan: TimeSpan.FromHours(1));
        var content = ContentHasher.Hash("same"u8).Content;
        Assert.True(library.TryFind(content, out var first));

        File.Delete(_folder.PathOf(first.Name));

        Assert.Null(library.Open(first));
        Assert.True(library.TryFind(content, out var second));
        Assert.NotEqual(first.Name, second.Name);
        using var opened = library.Open(second);
        Assert.NotNull(opened);
    }

    [Fact]
    public async Task Progress_ends_at_all_bytes()
    {
        _folder.Write("a.bin", new byte[3 << 20]);
        _folder.Write("b.bin", new byte[100]);

        await using var library = await _folder.StartAsync();

        var status = library.Status;
        Assert.Equal((2, 2, (3L << 20) + 100, (3L << 20) + 100), (status.Files, status.HashedFiles, status.Bytes, status.HashedBytes));
    }

    public void Dispose() => _folder.Dispose();
}
