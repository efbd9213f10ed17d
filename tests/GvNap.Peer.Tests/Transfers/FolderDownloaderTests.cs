using System.Diagnostics;
using GvNap.Peer.Tests.FileServer;
using GvNap.Peer.Transfers;
using GvNap.Peer.Transfers.Folders;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>Whole folders, from a real file server.</summary>
public sealed class FolderDownloaderTests : IAsyncLifetime
{
    private readonly FileServerFixture _server = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, byte[]> _files = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Local => Path.Combine(_folder.FullName, "album");

    public async ValueTask InitializeAsync()
    {
        for (var number = 0; number < 300; number++)
        {
            _files.Add($"{(number % 3 == 0 ? "" : number % 3 == 1 ? "disc 1/" : "disc 2/live/")}{number}.bin", DownloaderTests.RandomBytes(number * 37));
        }

        _files.Add("disc 1/pieces.bin", DownloaderTests.RandomBytes((200 << 10) + 5));
        _files.Add("large.bin", DownloaderTests.RandomBytes((2 << 20) + 77));
        _files.Add("again.bin", _files["large.bin"]);
        _files.Add("empty", []);
        _files.Add("empty, too", []);
        foreach (var (name, content) in _files)
        {
            _server.Folder.Write("music/album/" + name, content);
        }

        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_folder_arrives_with_its_tree()
    {
        var result = await GetAsync();

        Assert.Equal((Local, _files.Count, _files.Count, 0, null), (result.Path, result.Files, result.Completed, result.AlreadyComplete, result.Problem));
        Assert.Equal(_files.Values.Sum(file => (long)file.Length), result.Bytes);
        AssertArrived();
        Assert.Equal((result.Bytes, 0), (result.Sources.Single().Bytes, result.Sources.Single().RejectedPieces));
    }

    [Fact]
    public async Task What_is_there_is_not_fetched_again()
    {
        await GetAsync();
        File.Delete(Path.Combine(Local, "disc 1", "1.bin"));
        await File.WriteAllBytesAsync(Path.Combine(Local, "large.bin"), new byte[5], Cancelled);

        var again = await GetAsync();

        Assert.Equal((2, _files.Count - 2), (again.Completed, again.AlreadyComplete));
        Assert.Equal(new byte[5], await File.ReadAllBytesAsync(Path.Combine(Local, "large.bin"), Cancelled));
        Assert.Equal(_files["large.bin"], await File.ReadAllBytesAsync(Path.Combine(Local, "large (1).bin"), Cancelled));
    }

    [Fact]
    public async Task What_a_crash_left_whole_is_taken_over_and_what_is_torn_is_removed()
    {
        Directory.CreateDirectory(Path.Combine(Local, "disc 1"));
        await LeaveAsync("disc 1/100.bin", _files["disc 1/100.bin"]);
        await LeaveAsync("3.bin", []);
        await LeaveAsync("disc 1/1.bin", _files["disc 1/1.bin"][..5]);
        await LeaveAsync("of nothing that is wanted", [1, 2, 3]);

        var result = await GetAsync();

        // The empty one is as good as the files that are empty.
        Assert.Equal((_files.Count - 2, 2), (result.Completed, result.AlreadyComplete));
        Assert.Equal(_files.Values.Sum(file => (long)file.Length) - _files["disc 1/100.bin"].Length, result.Bytes);
        AssertArrived();
    }

    [Fact]
    public async Task A_part_that_says_whose_it_is_goes_on_as_a_download_of_its_own()
    {
        var (name, content) = ("disc 1/pieces.bin", _files["disc 1/pieces.bin"]);
        var layer = ContentHasher.Hash(content);
        Directory.CreateDirectory(Path.Combine(Local, "disc 1"));
        using (var part = PartFile.TryOpen(Path.Combine(Local, "disc 1"), "pieces.bin", layer))
        {
            part!.Write(content.AsSpan(0, layer.Geometry.PieceLength), 0);
        }

        var result = await GetAsync();

        Assert.Equal(_files.Count, result.Completed);
        AssertArrived();
        Assert.Equal(_files.Values.Sum(file => (long)file.Length) - layer.Geometry.PieceLength, result.Sources.Single().Bytes);
    }

    [Fact]
    public async Task A_part_that_somebody_has_open_is_left_alone()
    {
        Directory.CreateDirectory(Local);
        await LeaveAsync("3.bin", [1, 2]);
        using (File.Open(Path.Combine(Local, "3.bin" + SafePath.PartSuffix), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            var result = await GetAsync();
            Assert.Equal(_files.Count, result.Completed);
        }

        Assert.Equal(_files["3.bin"], await File.ReadAllBytesAsync(Path.Combine(Local, "3 (1).bin"), Cancelled));
        Assert.Equal([1, 2], await File.ReadAllBytesAsync(Path.Combine(Local, "3.bin" + SafePath.PartSuffix), Cancelled));
    }

    [Fact]
    public async Task A_file_that_is_gone_costs_that_file()
    {
        var missing = new FolderFile(ContentHasher.Hash("nobody has this"u8).Content, "disc 1/missing.txt");

        var result = await GetAsync(missing);

        Assert.Equal(_files.Count, result.Completed);
        var (name, reason) = Assert.Single(result.Failed);
        Assert.Equal("disc 1/missing.txt", name);
        Assert.EndsWith(": it does not share the file.", reason, StringComparison.Ordinal);
        AssertArrived();
    }

    [Fact]
    public async Task A_liar_is_left_for_others()
    {
        var content = DownloaderTests.RandomBytes(1000);
        await using var liar = new ScriptedSource(content, script: async e =>
        {
            if (e.Request.Read is null)
            {
                return false;
            }

            await e.SendRangeAsync(new byte[e.Request.Read.Length]);
            return true;
        });
        await using var good = new ScriptedSource(content);
        var request = new FolderRequest
        {
            Name = "album",
            Files = [new FolderFile(liar.Id, "a/file.bin")],
            Source = liar.AsSource(),
            FindSources = (_, _) => Task.FromResult<IReadOnlyList<DownloadSource>>([liar.AsSource(), good.AsSource()]),
            Folder = _folder.FullName,
        };

        var result = await New().DownloadAsync(request, null, Cancelled);

        Assert.Equal(1, result.Completed);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(Local, "a", "file.bin"), Cancelled));
        Assert.Equal(1, liar.Connections);
        Assert.Equal([(0L, 1), (1000L, 0)], result.Sources.Select(source => (source.Bytes, source.RejectedPieces)));
    }

    [Fact]
    public async Task Who_waits_for_a_slot_sees_its_place_and_nobody_is_blamed()
    {
        using var caller = new Activity("get folder").Start();
        using var waits = new RecordedWaits(caller.TraceId);
        var seen = new TaskCompletionSource();
        await using var owner = new ScriptedSource(DownloaderTests.RandomBytes(1000), script: async e =>
        {
            if (e.Request.Open is null || seen.Task.IsCompleted)
            {
                return false;
            }

            await e.SendAsync(new Envelope { Busy = new Busy { QueuePosition = 7, RetryAfterMilliseconds = 1, ExpectedWaitMilliseconds = 180_000 } });
            return true;
        });
        var progress = new Report(value =>
        {
            if (value == new DownloadProgress("album", 0, 1000, 0, 0, $"waiting at place 7 of the queue of user{owner.Port}, about 3 min") { Files = "0 of 1 files" })
            {
                seen.TrySetResult();
            }
        });

        var result = await New().DownloadAsync(Request("album", [new FolderFile(owner.Id, "file.bin")]) with { Source = owner.AsSource() }, progress, Cancelled);

        await seen.Task;
        Assert.Equal(1, result.Completed);
        Assert.Equal((1000L, null), (result.Sources.Single().Bytes, result.Sources.Single().Failure));
        Assert.Single(waits.Seconds);
    }

    [Fact]
    public async Task A_folder_that_is_removed_meanwhile_ends_the_job_with_one_line()
    {
        var tree = new FolderTree(_folder.FullName, "album");
        Directory.Delete(tree.FolderOf("disc/1.bin"));

        Assert.Equal(DownloadOutcome.FolderNotWritable, Assert.Throws<LocalFailureException>(() => tree.Has("disc/1.bin")).Outcome);
        await using var source = new ScriptedSource(DownloaderTests.RandomBytes(300_000), script: e =>
        {
            if (e.Request.Read is not null && Directory.Exists(Local))
            {
                Directory.Delete(Local, recursive: true);
            }

            return Task.FromResult(false);
        });

        var result = await New().DownloadAsync(Request("album", [new FolderFile(source.Id, "large.bin")]) with { Source = source.AsSource() }, null, Cancelled);

        Assert.Equal((0, DownloadOutcome.FolderNotWritable), (result.Here, result.Outcome));
        Assert.Equal($"{Path.Combine(Local, "large.bin.gvnap-part")} is gone: somebody removed it, or its folder. Get the file again.", result.Problem);
    }

    [Fact]
    public async Task An_owner_that_cannot_be_reached_is_not_tried_for_each_file()
    {
        var good = DownloadSource.At("127.0.0.1", _server.Server.Port);
        var asked = 0;
        var files = All()[..12];
        var request = Request("music/album", files) with
        {
            Source = DownloadSource.At("127.0.0.1", 9),
            FindSources = (_, _) => Task.FromResult<IReadOnlyList<DownloadSource>>(Interlocked.Increment(ref asked) > 1 ? [good] : []),
        };

        var result = await New().DownloadAsync(request, null, Cancelled);

        // The first file's download has nobody to ask, and says so at once.
        Assert.Equal(files.Length - 1, result.Completed);
        Assert.StartsWith("Nobody", Assert.Single(result.Failed).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_never_lead_out_and_links_are_not_followed()
    {
        using var elsewhere = new TemporaryFolder();
        Directory.CreateSymbolicLink(Local, elsewhere.FullName);
        var id = ContentHasher.Hash(_files["3.bin"]).Content;

        var result = await GetAsync("..", new FolderFile(id, "../../../up.bin"), new FolderFile(id, "CON/.hidden"), new FolderFile(id, "a//b.bin"));
        var linked = await GetAsync();

        Assert.Empty(result.Failed);
        Assert.Equal(_folder.FullName, Path.GetDirectoryName(result.Path));
        Assert.All(Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories), path => Assert.DoesNotContain("/.", path, StringComparison.Ordinal));
        Assert.Equal(Path.Combine(_folder.FullName, "album (1)"), linked.Path);
        Assert.Empty(elsewhere.Files);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_ends_the_job_with_one_line()
    {
        await File.WriteAllTextAsync(_folder["occupied"], "", Cancelled);

        var result = await New().DownloadAsync(Request("album", All()) with { Folder = _folder["occupied"] }, null, Cancelled);

        Assert.Equal(0, result.Completed);
        Assert.Contains("occupied", result.Problem!, StringComparison.Ordinal);
    }

    private sealed class Report(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        void IProgress<DownloadProgress>.Report(DownloadProgress value) => report(value);
    }

    private static FolderDownloader New() => new(DownloaderTests.NewDownloader(), TimeProvider.System);

    private FolderFile[] All() => [.. _files.Select(file => new FolderFile(ContentHasher.Hash(file.Value).Content, file.Key))];

    private FolderRequest Request(string name, FolderFile[] files) => new()
    {
        Name = name,
        Files = files,
        Source = DownloadSource.At("127.0.0.1", _server.Server.Port),
        Folder = _folder.FullName,
    };

    private Task<FolderResult> GetAsync(params FolderFile[] more) => GetAsync("music/album", [.. All(), .. more]);

    private Task<FolderResult> GetAsync(string name, params FolderFile[] files) => New().DownloadAsync(Request(name, files), null, Cancelled);

    private Task LeaveAsync(string name, byte[] data) => File.WriteAllBytesAsync(Path.Combine(Local, name + SafePath.PartSuffix), data, Cancelled);

    private void AssertArrived()
    {
        var arrived = Directory.EnumerateFiles(Local, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(Local, path), File.ReadAllBytes);
        Assert.Equal(_files.Keys.Order(StringComparer.Ordinal), arrived.Keys.Order(StringComparer.Ordinal));
        Assert.All(arrived, file => Assert.Equal(_files[file.Key], file.Value));
    }
}
