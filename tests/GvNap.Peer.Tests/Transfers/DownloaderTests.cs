using System.Collections.Concurrent;
using System.Security.Cryptography;
using GvNap.Peer.Transfers;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Peer.Tests.Transfers;

public sealed class DownloaderTests : IDisposable
{
    private const int Piece = 16 * 1024;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> Sizes => [0, 1, Piece - 1, Piece, Piece + 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (5 << 20) + 4321];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_file_of_any_size_arrives_whole(int size)
    {
        await using var source = new ScriptedSource(RandomBytes(size), "folder/file.bin");

        var result = await GetAsync(source);

        Assert.Equal(DownloadOutcome.Completed, result.Outcome);
        Assert.Equal(_folder["file.bin"], result.Path);
        Assert.Equal(source.Content, File.ReadAllBytes(result.Path!));
        Assert.Equal(size, result.Sources.Single().Bytes);
        Assert.Equal(["file.bin"], _folder.Files);
    }

    [Fact]
    public async Task A_file_is_fetched_by_its_name()
    {
        await using var source = new ScriptedSource(RandomBytes(100_000), "notes/über uns.txt");

        var result = await NewDownloader().DownloadAsync(
            new DownloadRequest { Name = "notes/über uns.txt", Sources = [DownloadSource.At("127.0.0.1", source.Port)], Folder = _folder.FullName }, null, Cancelled);

        Assert.Equal(DownloadOutcome.Completed, result.Outcome);
        Assert.Equal(source.Id, result.Content);
        Assert.Equal(source.Content, File.ReadAllBytes(_folder["über uns.txt"]));
    }

    [Fact]
    public async Task An_address_where_nobody_listens_is_named_once()
    {
        var port = ReservedPort.Next();

        var result = await NewDownloader().DownloadAsync(
            new DownloadRequest { Name = "any", Sources = [DownloadSource.At("127.0.0.1", port)], Folder = _folder.FullName }, null, Cancelled);

        Assert.Equal($"Not downloaded: 127.0.0.1:{port}: nobody listens there.", result.Message);
    }

    [Fact]
    public async Task Pieces_of_several_reads_arrive_whole()
    {
        await using var source = new ScriptedSource(RandomBytes((3 << 20) + 17));

        var result = await NewDownloader(new DownloadOptions { ReadLength = 5000 }).DownloadAsync(Request(source), null, Cancelled);

        Assert.Equal(source.Content, File.ReadAllBytes(result.Path!));
        Assert.Equal(5000, source.Reads.Max(r => r.Length));
    }

    [Fact]
    public async Task A_name_that_nobody_shares_is_not_found()
    {
        await using var source = new ScriptedSource(RandomBytes(10));

        var result = await NewDownloader().DownloadAsync(
            new DownloadRequest { Name = "other", Sources = [source.AsSource()], Folder = _folder.FullName }, null, Cancelled);

        Assert.Equal(DownloadOutcome.NotFound, result.Outcome);
        Assert.Equal($"Not downloaded: user{source.Port}: it does not share the file.", result.Message);
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_fetched_again()
    {
        await using var source = new ScriptedSource(RandomBytes(100_000));
        await GetAsync(source);

        var again = await GetAsync(source);

        Assert.Equal(DownloadOutcome.AlreadyComplete, again.Outcome);
        Assert.Equal(_folder["file.bin"], again.Path);
        Assert.Equal(100_000, source.Reads.Sum(r => r.Length));
        Assert.Equal(["file.bin"], _folder.Files);
    }

    [Fact]
    public async Task A_content_that_is_there_is_found_without_asking_anybody()
    {
        await using var source = new ScriptedSource(RandomBytes(100_000));
        await GetAsync(source);
        File.Move(_folder["file.bin"], _folder["renamed.bin"]);
        await File.WriteAllBytesAsync(_folder["other.bin"], RandomBytes(100_000), Cancelled);

        var again = await NewDownloader().DownloadAsync(new DownloadRequest { Content = source.Id, Folder = _folder.FullName }, null, Cancelled);
        var named = await NewDownloader().FindCompleteAsync(source.Id, "a/other.bin", _folder.FullName, Cancelled);

        Assert.Equal((DownloadOutcome.AlreadyComplete, _folder["renamed.bin"]), (again.Outcome, again.Path));
        Assert.Null(named);
        Assert.Equal(1, source.Connections);
    }

    [Fact]
    public async Task Who_has_looked_for_a_copy_spares_the_download_to_look_again()
    {
        await using var source = new ScriptedSource(RandomBytes(100_000));
        await File.WriteAllBytesAsync(_folder["copy.bin"], source.Content, Cancelled);

        var looked = await NewDownloader().DownloadAsync(Request(source) with { HasNoCopy = true }, null, Cancelled);
        var unlooked = await GetAsync(source);

        Assert.Equal((DownloadOutcome.Completed, DownloadOutcome.AlreadyComplete), (looked.Outcome, unlooked.Outcome));
    }

    [Fact]
    public async Task Another_file_of_the_same_name_is_not_overwritten()
    {
        await File.WriteAllTextAsync(_folder["file.bin"], "mine", Cancelled);
        await File.WriteAllTextAsync(_folder["file (1).bin"], "mine, too", Cancelled);
        await using var source = new ScriptedSource(RandomBytes(50_000));

        var result = await GetAsync(source);

        Assert.Equal(_folder["file (2).bin"], result.Path);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder["file.bin"], Cancelled));
        Assert.Equal(source.Content, await File.ReadAllBytesAsync(result.Path!, Cancelled));
    }

    [Fact]
    public async Task A_file_that_takes_the_name_meanwhile_is_not_overwritten()
    {
        await using var source = new ScriptedSource(RandomBytes(50_000), script: async exchange =>
        {
            if (exchange.Request.Read is not null)
            {
                await File.WriteAllTextAsync(_folder["file.bin"], "mine", exchange.Stopping);
            }

            return false;
        });

        var result = await GetAsync(source);

        Assert.Equal(_folder["file (1).bin"], result.Path);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder["file.bin"], Cancelled));
        Assert.Equal(["file (1).bin", "file.bin"], _folder.Files);
    }

    [Fact]
    public async Task A_link_in_the_place_of_the_file_is_not_followed()
    {
        using var elsewhere = new TemporaryFolder();
        File.CreateSymbolicLink(_folder["file.bin"], elsewhere["target"]);
        File.CreateSymbolicLink(_folder["file (1).bin" + SafePath.PartSuffix], elsewhere["target"]);
        await using var source = new ScriptedSource(RandomBytes(50_000));

        var result = await GetAsync(source);

        Assert.Equal(DownloadOutcome.Completed, result.Outcome);
        Assert.Equal(_folder["file (2).bin"], result.Path);
        Assert.Empty(elsewhere.Files);
    }

    [Fact]
    public async Task Two_downloads_do_not_share_a_partial_file()
    {
        var second = new TaskCompletionSource<DownloadResult>();
        await using var other = new ScriptedSource(RandomBytes(300_000));
        await using var source = new ScriptedSource(RandomBytes(300_000), script: async exchange =>
        {
            if (exchange.Request.Read is not null && !second.Task.IsCompleted)
            {
                second.SetResult(await GetAsync(other));
            }

            return false;
        });

        var first = await GetAsync(source);

        Assert.Equal(source.Content, File.ReadAllBytes(first.Path!));
        Assert.Equal(other.Content, File.ReadAllBytes((await second.Task).Path!));
        Assert.Equal(["file (1).bin", "file.bin"], _folder.Files);
    }

    [Fact]
    public async Task The_same_content_is_not_downloaded_twice_at_once()
    {
        var downloader = NewDownloader();
        var second = new TaskCompletionSource<DownloadResult>();
        await using var source = new ScriptedSource(RandomBytes(300_000));
        source.Script = async exchange =>
        {
            if (exchange.Request.Read is not null && !second.Task.IsCompleted)
            {
                second.SetResult(await downloader.DownloadAsync(Request(exchange.Source), null, exchange.Stopping));
            }

            return false;
        };

        await downloader.DownloadAsync(Request(source), null, Cancelled);

        Assert.Equal(DownloadOutcome.InUse, (await second.Task).Outcome);
    }

    [Fact]
    public async Task Progress_is_told()
    {
        var reports = new ConcurrentQueue<DownloadProgress>();
        var enough = new TaskCompletionSource();
        var progress = new Report(p =>
        {
            reports.Enqueue(p);
            if (p.Name.Length > 0 && reports.Count > 2)
            {
                enough.TrySetResult();
            }
        });
        await using var source = new ScriptedSource(RandomBytes(3 << 20), script: async exchange =>
        {
            if (exchange.Request.Read is { Offset: > 1 << 20 })
            {
                await enough.Task.WaitAsync(exchange.Stopping);
            }

            return false;
        });

        await NewDownloader().DownloadAsync(Request(source), progress, Cancelled);

        Assert.Contains(reports, r => r.ActiveSources == 1 && r.State.StartsWith("downloading from", StringComparison.Ordinal));
        Assert.Equal(3 << 20, reports.Last().Bytes);
        Assert.Equal(3 << 20, reports.Last().Size);
        Assert.Equal("file.bin", reports.Last().Name);
    }

    [Fact]
    public async Task A_busy_source_is_waited_for()
    {
        var asked = 0;
        await using var source = new ScriptedSource(RandomBytes(1000), script: async exchange =>
        {
            if (exchange.Request.Open is null || ++asked > 3)
            {
                return false;
            }

            await exchange.SendAsync(new Envelope { Busy = new Busy { QueuePosition = 4 - (uint)asked, RetryAfterMilliseconds = 1 } });
            return true;
        });

        var result = await GetAsync(source);

        Assert.Equal(DownloadOutcome.Completed, result.Outcome);
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task The_expected_wait_is_shown()
    {
        var asked = false;
        await using var source = new ScriptedSource(RandomBytes(1000), script: async exchange =>
        {
            if (exchange.Request.Open is null || asked)
            {
                return false;
            }

            asked = true;
            await exchange.SendAsync(new Envelope { Busy = new Busy { QueuePosition = 7, RetryAfterMilliseconds = 500, ExpectedWaitMilliseconds = 180_000 } });
            return true;
        });
        var reports = new List<DownloadProgress>();

        await NewDownloader().DownloadAsync(Request(source), new Report(reports.Add), Cancelled);

        Assert.Contains(reports, r => r.State.StartsWith("waiting at place 7 of the queue of", StringComparison.Ordinal) && r.State.EndsWith(", about 3 min", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Downloads_are_held_to_the_rate_of_all_and_their_sources_are_not_blamed()
    {
        await using var first = new ScriptedSource(RandomBytes(500_000), "first.bin");
        await using var second = new ScriptedSource(RandomBytes(500_000), "second.bin");
        var downloader = NewDownloader(new DownloadOptions { Rate = 1_000_000, StallTimeout = TimeSpan.FromMilliseconds(300), SlowestRate = 5_000_000 });
        var start = System.Diagnostics.Stopwatch.GetTimestamp();

        var results = await Task.WhenAll(downloader.DownloadAsync(Request(first), null, Cancelled), downloader.DownloadAsync(Request(second), null, Cancelled));

        Assert.All(results, result => Assert.Equal(DownloadOutcome.Completed, result.Outcome));
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, 0.88, 20);
    }

    [Fact]
    public async Task A_hostile_name_stays_in_the_folder()
    {
        await using var source = new ScriptedSource(RandomBytes(1000), "../../../etc/.profile");

        var result = await NewDownloader().DownloadAsync(Request(source), null, Cancelled);

        Assert.Equal(DownloadOutcome.Completed, result.Outcome);
        Assert.Equal(_folder.FullName, Path.GetDirectoryName(result.Path));
        Assert.DoesNotContain(_folder.Files, f => f.StartsWith('.'));
    }

    [Fact]
    public async Task A_name_as_long_as_names_may_be_arrives()
    {
        var name = new string('ä', 125) + ".flac";
        Assert.Equal(255, System.Text.Encoding.UTF8.GetByteCount(name));
        await using var source = new ScriptedSource(RandomBytes(1000), name);

        var result = await GetAsync(source);

        Assert.Equal(_folder[name], result.Path);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_said()
    {
        var file = _folder["occupied"];
        await File.WriteAllTextAsync(file, "", Cancelled);
        await using var source = new ScriptedSource(RandomBytes(1000));

        var result = await NewDownloader().DownloadAsync(Request(source) with { Folder = Path.Combine(file, "below") }, null, Cancelled);

        Assert.Equal(DownloadOutcome.FolderNotWritable, result.Outcome);
        Assert.Contains("occupied", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partial_download_that_somebody_removes_is_noticed_before_the_rest_is_fetched()
    {
        const int Answered = 5 << 20;
        await using var source = new ScriptedSource(RandomBytes(Answered + (1 << 20)), script: async exchange =>
        {
            if (exchange.Request.Read is not { } read)
            {
                return false;
            }

            File.Delete(_folder["file.bin.gvnap-part"]);
            if (read.Offset < Answered)
            {
                return false;
            }

            await exchange.HangAsync();
            return true;
        });

        var result = await GetAsync(source);

        Assert.Equal((DownloadOutcome.FolderNotWritable, null), (result.Outcome, result.Path));
        Assert.Equal($"{_folder["file.bin.gvnap-part"]} is gone: somebody removed it, or its folder. Get the file again.", result.Message);
    }

    internal static byte[] RandomBytes(int size) => RandomNumberGenerator.GetBytes(size);

    internal static Downloader NewDownloader(DownloadOptions? options = null) =>
        new(options ?? new DownloadOptions { FirstBackOff = TimeSpan.FromMilliseconds(10) }, NullLogger<Downloader>.Instance, TimeProvider.System);

    private DownloadRequest Request(ScriptedSource source) => new() { Content = source.Id, Sources = [source.AsSource()], Folder = _folder.FullName };

    private Task<DownloadResult> GetAsync(ScriptedSource source) => NewDownloader().DownloadAsync(Request(source), null, Cancelled);

    private sealed class Report(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        void IProgress<DownloadProgress>.Report(DownloadProgress value) => report(value);
    }
}
