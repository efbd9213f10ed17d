using System.Diagnostics;
using System.Net.Sockets;
using GvNap.Peer.Sharing;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.Sharing;

/// <summary>What must never be shared, whether it is found in the folder or listed.</summary>
public sealed class ShareSafetyTests : IDisposable
{
    private readonly ShareFolderFixture _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hidden_files_partial_downloads_and_the_list_are_not_found()
    {
        _folder.Write("a.txt", "a");
        _folder.Write(".secret", "s");
        _folder.Write(".git/config", "s");
        _folder.Write("sub/.env", "s");
        _folder.Write("film.mkv.gvnap-part", "s");
        _folder.Write("film.mkv.GVNAP-PART", "s");

        await using var library = await _folder.StartAsync(shareAll: true);

        await ShareFolderFixture.SharesAsync(library, "a.txt");
        Assert.Empty(library.Status.Refused);
    }

    [Theory]
    [InlineData(".secret")]
    [InlineData("sub/.env")]
    [InlineData(".git/config")]
    [InlineData("film.gvnap-part")]
    [InlineData("files.json")]
    [InlineData("FILES.JSON")]
    [InlineData("../outside/secret.txt")]
    [InlineData("sub/../../outside/secret.txt")]
    [InlineData("/etc/hostname")]
    [InlineData("./a.txt")]
    [InlineData("sub//b.txt")]
    [InlineData("sub")]
    [InlineData("sub/")]
    [InlineData("")]
    [InlineData("missing.txt")]
    [InlineData("line\nbreak.txt")]
    [InlineData("\u202Egnp.exe")]
    public async Task A_listed_name_is_refused_with_a_reason(string name)
    {
        _folder.WriteOutside("secret.txt", "secret");
        _folder.Write("a.txt", "a");
        _folder.Write("sub/b.txt", "b");
        _folder.Write("sub/.env", "s");
        _folder.Write(".secret", "s");
        _folder.Write(".git/config", "s");
        _folder.Write("film.gvnap-part", "s");
        _folder.List(name, "a.txt");

        await using var library = await _folder.StartAsync();

        await ShareFolderFixture.SharesAsync(library, "a.txt");
        var refused = Assert.Single(library.Status.Refused);
        Assert.Equal(name, refused.Name);
        Assert.NotEmpty(refused.Reason);
    }

    [Fact]
    public async Task A_component_of_more_than_255_bytes_and_a_description_with_a_line_break_are_refused()
    {
        _folder.Write("a.txt", "a");
        FilesJson.Write(_folder.Root, [new(new string('ä', 128), ""), new("a.txt", "one\ntwo")]);

        await using var library = await _folder.StartAsync();

        Assert.Empty(library.Current.Files);
        Assert.Equal(2, library.Status.RefusedCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_is_shared_only_if_it_stays_inside(bool listed)
    {
        SkipWithoutLinks();
        _folder.Write("real.txt", "real");
        _folder.Write(".hidden", "hidden");
        _folder.Write("folder/inner.txt", "inner");
        File.CreateSymbolicLink(_folder.PathOf("inside.txt"), "real.txt");
        File.CreateSymbolicLink(_folder.PathOf("outside.txt"), _folder.WriteOutside("secret.txt", "secret"));
        File.CreateSymbolicLink(_folder.PathOf("relative.txt"), "../outside/secret.txt");
        File.CreateSymbolicLink(_folder.PathOf("unhidden.txt"), ".hidden");
        File.CreateSymbolicLink(_folder.PathOf("broken.txt"), "nowhere");
        File.CreateSymbolicLink(_folder.PathOf("loop.txt"), "loop.txt");
        File.CreateSymbolicLink(_folder.PathOf("kernel.txt"), "/proc/self/environ");
        Directory.CreateSymbolicLink(_folder.PathOf("out"), _folder.Outside);
        Directory.CreateSymbolicLink(_folder.PathOf("up"), "..");
        if (listed)
        {
            _folder.List("real.txt", "inside.txt", "outside.txt", "relative.txt", "unhidden.txt", "broken.txt", "loop.txt", "kernel.txt", "out/secret.txt", "up/outside/secret.txt", "up/share/real.txt");
        }

        await using var library = await _folder.StartAsync();

        string[] shared = listed ? ["real.txt", "inside.txt", "up/share/real.txt"] : ["real.txt", "inside.txt", "folder/inner.txt"];
        await ShareFolderFixture.SharesAsync(library, shared);
        Assert.False(library.TryFind(ContentHasher.Hash("secret"u8).Content, out _));
        Assert.False(library.TryFind(ContentHasher.Hash("hidden"u8).Content, out _));
    }

    [Fact]
    public async Task A_hard_link_is_an_ordinary_file()
    {
        SkipWithoutLinks();
        var outside = _folder.WriteOutside("linked.txt", "linked");
        await RunAsync("ln", outside, _folder.PathOf("a.txt"));

        await using var library = await _folder.StartAsync();

        await ShareFolderFixture.SharesAsync(library, "a.txt");
    }

    [Fact]
    public async Task Fifos_and_sockets_are_not_shared_and_hold_nothing_up()
    {
        SkipWithoutLinks();
        await RunAsync("mkfifo", _folder.PathOf("pipe"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.PathOf("socket")));
        File.CreateSymbolicLink(_folder.PathOf("piped"), "pipe");
        _folder.Write("a.txt", "a");
        _folder.List("pipe", "socket", "piped", "a.txt");

        await using var library = await _folder.StartAsync();

        await ShareFolderFixture.SharesAsync(library, "a.txt");
        Assert.Equal(["pipe", "piped", "socket"], library.Status.Refused.Select(refused => refused.Name).Order());
    }

    [Theory]
    [InlineData("link")]
    [InlineData("folder")]
    [InlineData("fifo")]
    [InlineData("other")]
    [InlineData("gone")]
    public async Task What_took_a_files_place_after_hashing_is_not_opened(string what)
    {
        SkipWithoutLinks();
        var path = _folder.Write("sub/a.txt", "public");
        _folder.WriteOutside("a.txt", "secret");
        await using var library = await _folder.StartAsync(rescan: TimeSpan.FromHours(1));
        Assert.True(library.TryFind("sub/a.txt", out var file));
        using (var before = library.Open(file))
        {
            Assert.NotNull(before);
        }

        switch (what)
        {
            case "link":
                File.Delete(path);
                File.CreateSymbolicLink(path, Path.Join(_folder.Outside, "a.txt"));
                break;
            case "folder":
                Directory.Delete(_folder.PathOf("sub"), recursive: true);
                Directory.CreateSymbolicLink(_folder.PathOf("sub"), _folder.Outside);
                break;
            case "fifo":
                File.Delete(path);
                await RunAsync("mkfifo", path);
                break;
            case "other":
                File.WriteAllText(path, "hidden");
                break;
            default:
                File.Delete(path);
                break;
        }

        Assert.Null(await Task.Run(() => library.Open(file), Cancellation).WaitAsync(ShareFolderFixture.Patience, Cancellation));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_refused_and_shared_once_it_can()
    {
        SkipWithoutLinks();
        var path = _folder.Write("a.txt", "a");
        _folder.Write("b.txt", "b");
        await RunAsync("chmod", "000", path);
        if (CanRead(path))
        {
            Assert.Skip("This user may read every file.");
        }

        await using var library = await _folder.StartAsync(rescan: TimeSpan.FromHours(1));
        await ShareFolderFixture.SharesAsync(library, "b.txt");
        Assert.Equal("a.txt", Assert.Single(library.Status.Refused).Name);

        await RunAsync("chmod", "400", path);
        await ShareFolderFixture.SharesAsync(library, "a.txt", "b.txt");
    }

    [Fact]
    public async Task A_name_that_is_not_utf8_is_refused()
    {
        SkipWithoutLinks();
        await RunAsync("sh", "-c", $"printf x > '{_folder.Root}/'$(printf 'bad\\377name')");
        _folder.Write("good.txt", "g");

        await using var library = await _folder.StartAsync();

        await ShareFolderFixture.SharesAsync(library, "good.txt");
        Assert.Contains("UTF-8", Assert.Single(library.Status.Refused).Reason);

        // .NET cannot name it, so it cannot delete it.
        await RunAsync("rm", "-r", _folder.Root);
    }

    [Fact]
    public async Task Excluded_folders_are_not_shared_even_through_links()
    {
        _folder.Write("state/token", "secret");
        _folder.Write("a.txt", "a");
        File.CreateSymbolicLink(_folder.PathOf("link"), "state/token");
        await using var library = new ShareLibrary(
            new ShareOptions { Folder = _folder.Root, ShareAll = true, Excluded = [_folder.PathOf("state")] },
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ShareLibrary>.Instance,
            TimeProvider.System);
        await library.StartAsync(Cancellation);

        await ShareFolderFixture.SharesAsync(library, "a.txt");
    }

    [Fact]
    public async Task Names_that_differ_only_in_case_are_noticed()
    {
        _folder.Write("Readme.txt", "1");
        _folder.Write("README.txt", "2");
        if (Directory.GetFiles(_folder.Root).Length < 2)
        {
            Assert.Skip("This file system knows no case.");
        }

        await using var library = await _folder.StartAsync();

        await ShareFolderFixture.SharesAsync(library, "Readme.txt", "README.txt");
        Assert.Single(library.Status.Collisions);
    }

    [Fact]
    public async Task No_more_files_are_shared_than_the_limit()
    {
        for (var i = 0; i < 5; i++)
        {
            _folder.Write($"{i}.txt", $"{i}");
        }

        await using var library = await _folder.StartAsync(maxFiles: 3);

        Assert.Equal(3, library.Current.Files.Count);
        Assert.Equal(2, library.Status.RefusedCount);
    }

    public void Dispose() => _folder.Dispose();

    private static void SkipWithoutLinks()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has none of this without privileges.");
        }
    }

    private static bool CanRead(string path)
    {
        try
        {
            File.OpenHandle(path).Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(Cancellation);
        Assert.Equal(0, process.ExitCode);
    }
}
