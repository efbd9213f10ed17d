using System.Diagnostics;
using GvNap.Peer.Sharing;

namespace GvNap.Peer.Tests.Sharing;

/// <summary>What is opened is asked where it lies and what it is, whatever a scan said of its name before.</summary>
public sealed class ShareFolderTests : IDisposable
{
    private readonly ShareFolderFixture _fixture = new();

    private ShareFolder Folder => new(new ShareOptions { Folder = _fixture.Root });

    [Theory]
    [InlineData("outside.txt", "../outside/secret.txt")]
    [InlineData("hidden.txt", ".hidden")]
    [InlineData("list.txt", "files.json")]
    [InlineData("environment.txt", "/proc/self/environ")]
    [InlineData("zero.bin", "/dev/zero")]
    [InlineData("nowhere.txt", "nowhere")]
    public void A_link_to_what_is_not_shared_is_not_opened(string name, string target)
    {
        SkipWithoutLinks();
        _fixture.WriteOutside("secret.txt", "secret");
        _fixture.Write(".hidden", "hidden");
        _fixture.List();
        File.CreateSymbolicLink(_fixture.PathOf(name), target);

        Assert.ThrowsAny<IOException>(() => Folder.Open(name, out _));
    }

    [Fact]
    public void What_lies_behind_a_folder_that_is_a_link_outside_is_not_opened()
    {
        SkipWithoutLinks();
        _fixture.WriteOutside("secret.txt", "secret");
        Directory.CreateSymbolicLink(_fixture.PathOf("out"), _fixture.Outside);

        Assert.ThrowsAny<IOException>(() => Folder.Open("out/secret.txt", out _));
    }

    [Fact]
    public void A_share_folder_may_itself_be_a_link()
    {
        SkipWithoutLinks();
        _fixture.Write("a.txt", "a");
        var link = Path.Join(_fixture.Outside, "link");
        Directory.CreateSymbolicLink(link, _fixture.Root);

        using var handle = new ShareFolder(new ShareOptions { Folder = link }).Open("a.txt", out var stamp);

        Assert.Equal(1, stamp.Size);
    }

    [Fact]
    public void A_folder_whose_name_starts_like_the_share_folders_is_outside()
    {
        Directory.CreateDirectory(_fixture.Root + "-private");
        File.WriteAllText(_fixture.Root + "-private/a.txt", "secret");

        Assert.NotNull(Folder.RefuseLocation(_fixture.Root + "-private/a.txt"));
        Assert.NotNull(Folder.RefuseLocation(_fixture.Root));
        Assert.NotNull(Folder.RefuseLocation(null));
        Assert.Null(Folder.RefuseLocation(_fixture.PathOf("a.txt")));
    }

    [Fact]
    public async Task Opening_a_fifo_does_not_wait_for_its_other_end()
    {
        SkipWithoutLinks();
        using (var process = Process.Start("mkfifo", _fixture.PathOf("pipe")))
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        // Even if it took a file's place in the instant between the look and the opening.
        using var handle = await Task.Run(() => Disk.Open(_fixture.PathOf("pipe")), TestContext.Current.CancellationToken)
            .WaitAsync(ShareFolderFixture.Patience, TestContext.Current.CancellationToken);

        Assert.Equal(DiskEntryKind.Special, Disk.Look(handle).Kind);
        Assert.ThrowsAny<IOException>(() => Folder.Open("pipe", out _));
    }

    [Fact]
    public void A_real_path_is_without_links_as_the_system_follows_them()
    {
        SkipWithoutLinks();
        _fixture.Write("deep/inner/a.txt", "a");
        Directory.CreateSymbolicLink(_fixture.PathOf("short"), "deep/inner");
        File.CreateSymbolicLink(_fixture.PathOf("up"), "short/../../share/deep/./inner/a.txt");
        File.CreateSymbolicLink(_fixture.PathOf("parent"), "short/../inner/a.txt");
        File.CreateSymbolicLink(_fixture.PathOf("one"), "two");
        File.CreateSymbolicLink(_fixture.PathOf("two"), "one");

        Assert.Equal(_fixture.PathOf("deep/inner/a.txt"), Disk.RealPath(_fixture.PathOf("short/a.txt")));
        Assert.Equal(_fixture.PathOf("deep/inner/a.txt"), Disk.RealPath(_fixture.PathOf("parent")));
        Assert.Equal(_fixture.PathOf("share/deep/inner/a.txt"), Disk.RealPath(_fixture.PathOf("up")));
        Assert.Null(Disk.RealPath(_fixture.PathOf("one")));
    }

    public void Dispose()
    {
        if (Directory.Exists(_fixture.Root + "-private"))
        {
            Directory.Delete(_fixture.Root + "-private", recursive: true);
        }

        _fixture.Dispose();
    }

    private static void SkipWithoutLinks()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has none of this without privileges.");
        }
    }
}
