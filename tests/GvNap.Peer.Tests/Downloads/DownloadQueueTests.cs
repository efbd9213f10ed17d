using System.Threading.Channels;
using GvNap.Peer.Downloads;
using GvNap.Peer.Transfers;
using GvNap.Protocol.Content;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Peer.Tests.Downloads;

/// <summary>The queue with attempts that end when the test says so.</summary>
public sealed class DownloadQueueTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly DownloadResult Whole = new(DownloadOutcome.Completed, "whole");
    private static readonly DownloadResult Nobody = new(DownloadOutcome.NotFound, "Nobody has it.");
    private static readonly DownloadResult Full = new(DownloadOutcome.DiskFull, "The disk is full.");

    private readonly string _folder = Directory.CreateTempSubdirectory("gvnap-queue-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly Channel<AttemptUnderWay> _attempts = Channel.CreateUnbounded<AttemptUnderWay>();
    private readonly List<DownloadQueue> _queues = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string QueueFile => Path.Combine(_folder, "downloads.json");

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in _queues)
        {
            await queue.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_download_that_is_complete_is_told_once_and_not_kept()
    {
        var queue = NewQueue();
        var download = queue.Add(Order(1), willBeWatched: false);
        (await NextAsync()).End(Whole);

        Assert.Same(download, await queue.Ended.ReadAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation));
        Assert.Equal(DownloadStage.Completed, download.Stage);
        Assert.False(queue.TryFindOpen(download.Number, out _));
        Assert.False(await queue.PauseAsync(download) || await queue.CancelAsync(download));
        await queue.DisposeAsync();
        Assert.Empty(NewQueue().Downloads);
    }

    [Fact]
    public async Task Who_watches_a_download_sees_how_it_gets_on_and_nobody_else_is_told()
    {
        var queue = NewQueue();
        var download = queue.Add(Order(1), willBeWatched: true);
        var attempt = await NextAsync();
        var seen = new LastProgress();
        var watching = download.WatchAsync(seen, Cancellation);
        attempt.Progress.Report(new("a", 1, 2, 3, 4, "downloading"));
        attempt.End(Whole);

        Assert.Same(Whole, await watching.WaitAsync(Patience, Cancellation));
        Assert.Equal(1, seen.Value?.Bytes);
        Assert.False(queue.Ended.TryRead(out _));
    }

    [Fact]
    public async Task What_nobody_has_is_tried_again_after_pauses_that_grow_until_somebody_has_it()
    {
        var queue = NewQueue();
        var download = queue.Add(Order(1), willBeWatched: false);
        foreach (var pause in new[] { 1, 2, 4, 4 })
        {
            (await NextAsync()).End(Nobody);
            var ended = _time.GetUtcNow();
            await AdvanceUntilNextAsync();
            Assert.True(_time.GetUtcNow() - ended >= TimeSpan.FromSeconds(pause));
        }

        (await NextAsync()).End(Whole);
        Assert.Same(download, await queue.Ended.ReadAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation));
    }

    [Fact]
    public async Task What_this_machine_cannot_take_waits_for_somebody_to_resume_it()
    {
        var queue = NewQueue();
        var download = queue.Add(Order(1), willBeWatched: true);
        var watching = download.WatchAsync(null, Cancellation);
        (await NextAsync()).End(Full);
        Assert.Same(Full, await watching.WaitAsync(Patience, Cancellation));
        Assert.Equal(DownloadStage.Failed, download.Stage);

        queue.Resume(download);
        (await NextAsync()).End(Whole);
        Assert.Same(download, await queue.Ended.ReadAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation));
    }

    [Fact]
    public async Task A_paused_download_stands_still_across_a_restart_until_it_is_resumed()
    {
        var queue = NewQueue();
        var download = queue.Add(Order(1), willBeWatched: true);
        var watching = download.WatchAsync(null, Cancellation);
        var attempt = await NextAsync();
        await queue.PauseAsync(download);
        Assert.Null(await watching.WaitAsync(Patience, Cancellation));
        Assert.True(attempt.Stop.IsCancellationRequested);
        await queue.DisposeAsync();

        var again = NewQueue();
        Assert.Equal(0, again.Begin());
        var kept = Assert.Single(again.Downloads);
        Assert.Equal((download.Number, DownloadStage.Paused), (kept.Number, kept.Stage));
        again.Resume(kept);
        Assert.Equal(Order(1), (await NextAsync()).Order);
    }

    [Fact]
    public async Task What_was_under_way_goes_on_the_next_time_in_its_order()
    {
        var queue = NewQueue();
        var byName = new DownloadOrder { Name = "some \"name\"", Host = "host", Port = 17 };
        queue.Add(Order(1), willBeWatched: false);
        queue.Add(byName, willBeWatched: false);
        await NextAsync();
        await NextAsync();
        await queue.DisposeAsync();

        var again = NewQueue();
        Assert.Equal(2, again.Begin());
        Assert.Equal(0, again.Begin());
        Assert.Equal([Order(1), byName], again.Downloads.Select(download => download.Order));
        Assert.Equal([Order(1), byName], new[] { await NextAsync(), await NextAsync() }.Select(attempt => attempt.Order).OrderBy(order => order.Port));
    }

    [Fact]
    public async Task The_same_is_downloaded_once()
    {
        var queue = NewQueue();
        var first = queue.Add(Order(1), willBeWatched: false);
        await NextAsync();

        Assert.Same(first, queue.Add(Order(1), willBeWatched: false));
        Assert.NotSame(first, queue.Add(Order(2), willBeWatched: false));
        Assert.Equal(Order(2), (await NextAsync()).Order);
        Assert.False(_attempts.Reader.TryRead(out _));
    }

    [Fact]
    public async Task No_more_run_at_a_time_than_is_allowed()
    {
        var queue = NewQueue(atOnce: 2);
        for (var content = 1; content <= 3; content++)
        {
            queue.Add(Order(content), willBeWatched: false);
        }

        var running = await NextAsync();
        await NextAsync();
        Assert.Equal(1, queue.Downloads.Count(download => download.Stage == DownloadStage.Waiting));
        Assert.False(_attempts.Reader.TryRead(out _));

        running.End(Whole);
        await NextAsync();
    }

    [Fact]
    public async Task A_cancelled_download_is_not_kept_and_what_has_arrived_is_removed()
    {
        var content = ContentHasher.Hash(new byte[100_000]);
        var queue = NewQueue();
        var download = queue.Add(new() { Name = "film", Content = content.Content }, willBeWatched: false);
        await NextAsync();
        PartFile.TryOpen(_folder, "film", content)!.Dispose();
        PartFile.TryOpen(_folder, "other", ContentHasher.Hash(new byte[3]))!.Dispose();

        await queue.CancelAsync(download);

        Assert.Equal(DownloadStage.Cancelled, download.Stage);
        Assert.Equal(["other.gvnap-part"], Directory.GetFiles(_folder, "*.gvnap-part").Select(Path.GetFileName));
        Assert.Empty(NewQueue().Downloads);
    }

    [Fact]
    public async Task A_folder_goes_on_the_next_time_and_is_another_than_a_file_of_that_name()
    {
        var queue = NewQueue();
        var folder = new DownloadOrder { Name = "music/album", User = "alice" };
        queue.Add(folder, willBeWatched: false);
        queue.Add(folder with { User = "bob" }, willBeWatched: false);
        queue.Add(folder, willBeWatched: false);
        await NextAsync();
        await NextAsync();
        await queue.DisposeAsync();

        var again = NewQueue();

        Assert.Equal([folder, folder with { User = "bob" }], again.Downloads.Select(download => download.Order));
        Assert.Equal("music/album/", $"{folder}");
        Assert.Equal(2, again.Begin());
    }

    [Fact]
    public async Task Of_a_cancelled_folder_the_files_stay_that_are_whole()
    {
        var queue = NewQueue();
        var one = queue.Add(new() { Name = "music/album", User = "alice" }, willBeWatched: false);
        var same = queue.Add(new() { Name = "album", User = "bob" }, willBeWatched: false);
        await NextAsync();
        await NextAsync();
        var tree = Directory.CreateDirectory(Path.Combine(_folder, "album", "live")).FullName;
        await File.WriteAllTextAsync(Path.Combine(tree, "whole"), "whole", Cancellation);
        PartFile.TryOpen(tree, "large", ContentHasher.Hash(new byte[100_000]))!.Dispose();
        await File.WriteAllTextAsync(Path.Combine(tree, "torn.gvnap-part"), "to", Cancellation);

        await queue.CancelAsync(one);
        Assert.Equal(3, Directory.GetFiles(tree).Length);
        await queue.CancelAsync(same);

        Assert.Equal(["whole"], Directory.GetFiles(tree).Select(Path.GetFileName));
        Assert.Empty(NewQueue().Downloads);
    }

    [Fact]
    public async Task What_goes_on_by_itself_the_next_time_is_counted()
    {
        var queue = NewQueue();
        var paused = queue.Add(Order(1), willBeWatched: false);
        queue.Add(Order(2), willBeWatched: false);
        await NextAsync();
        await NextAsync();
        await queue.PauseAsync(paused);

        Assert.Equal(1, queue.Unfinished);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_attempt_that_throws_ends_the_download_with_a_line(bool isCancellation)
    {
        // Of a cancellation, too, which nobody here has asked for.
        var queue = NewQueue();
        var download = queue.Add(Order(1), willBeWatched: false);
        (await NextAsync()).Fail(isCancellation ? new OperationCanceledException("out\nof order") : new InvalidOperationException("out\nof order"));

        Assert.Same(download, await queue.Ended.ReadAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation));
        Assert.Equal("It failed unexpectedly: out of order", download.Result!.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("""[{"number":1,"name":"a","content":"x","paused":false}]""")]
    [InlineData("""[{"number":1,"name":"a","host":"h","port":"p","paused":false}]""")]
    [InlineData("""[{"number":1,"name":"a","user":null,"paused":false}]""")]
    public void A_file_that_is_no_queue_is_put_aside_and_said(string text)
    {
        File.WriteAllText(QueueFile, text);

        var queue = NewQueue();

        Assert.Empty(queue.Downloads);
        Assert.Contains("could not be read", queue.Problem, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(QueueFile + ".unreadable"));
    }

    private static DownloadOrder Order(int content) => new() { Name = $"file {content}", Content = new ContentId(Sha256Hash.Of([(byte)content]), content) };

    private async Task AdvanceUntilNextAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (_attempts.Reader.Count == 0)
        {
            await timer.WaitForNextTickAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    private DownloadQueue NewQueue(int atOnce = 8)
    {
        var options = new DownloadQueueOptions
        {
            File = QueueFile,
            Folder = _folder,
            AtOnce = atOnce,
            FirstRetry = TimeSpan.FromSeconds(1),
            LongestRetry = TimeSpan.FromSeconds(4),
        };
        var queue = new DownloadQueue(options, AttemptAsync, NullLogger<DownloadQueue>.Instance, _time);
        _queues.Add(queue);
        return queue;
    }

    private Task<DownloadResult> AttemptAsync(DownloadOrder order, IProgress<DownloadProgress> progress, CancellationToken stop)
    {
        var attempt = new AttemptUnderWay(order, progress, stop);
        Assert.True(_attempts.Writer.TryWrite(attempt));
        return attempt.Result.WaitAsync(stop);
    }

    private async Task<AttemptUnderWay> NextAsync() => await _attempts.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);

    private sealed class AttemptUnderWay(DownloadOrder order, IProgress<DownloadProgress> progress, CancellationToken stop)
    {
        private readonly TaskCompletionSource<DownloadResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DownloadOrder Order => order;

        public IProgress<DownloadProgress> Progress => progress;

        public CancellationToken Stop => stop;

        public Task<DownloadResult> Result => _result.Task;

        public void End(DownloadResult result) => _result.SetResult(result);

        public void Fail(Exception failure) => _result.SetException(failure);
    }

    private sealed class LastProgress : IProgress<DownloadProgress>
    {
        public DownloadProgress? Value { get; private set; }

        public void Report(DownloadProgress value) => Value = value;
    }
}
