using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.Sharing;

public sealed class PartialFilesTests : IDisposable
{
    private readonly ShareFolderFixture _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_is_being_fetched_is_shared_as_such_while_it_is()
    {
        _folder.Write("whole.txt", "whole");
        await using var library = await _folder.StartAsync(shareAll: true);
        await ShareFolderFixture.SharesAsync(library, "whole.txt");
        var fetched = new FetchedFile("film", "some film"u8.ToArray());
        var content = fetched.Layer.Content;

        using (library.AddPartial(fetched))
        using (library.AddPartial(new FetchedFile("twice", "some film"u8.ToArray())))
        {
            var shared = Assert.Single(library.Current.Files.Values, file => file.IsPartial);
            Assert.Equal(("film", content), (shared.Name, shared.Content));
            Assert.True(library.TryFindPartial(content, out var found));
            Assert.Same(fetched, found);
            Assert.False(library.TryFind(content, out _));
            Assert.False(library.TryFind("film", out _));
            Assert.Equal(1, library.Status.HashedFiles);
        }

        Assert.False(library.TryFindPartial(content, out _));
        Assert.Equal("whole.txt", Assert.Single(library.Current.Files.Values).Name);
    }

    [Fact]
    public async Task A_file_that_is_shared_whole_is_not_shared_in_part()
    {
        _folder.Write("whole.txt", "whole");
        await using var library = await _folder.StartAsync(shareAll: true);
        await ShareFolderFixture.SharesAsync(library, "whole.txt");

        using var again = library.AddPartial(new FetchedFile("again", "whole"u8.ToArray()));

        Assert.False(library.TryFindPartial(ContentHasher.Hash("whole"u8).Content, out _));
        Assert.Single(library.Current.Files);
    }
}
