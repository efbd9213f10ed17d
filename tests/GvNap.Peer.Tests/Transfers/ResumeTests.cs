using GvNap.Peer.Transfers;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>An interrupted download goes on from what is verified, whatever happened to the partial file.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int Piece = 16 * 1024;

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = DownloaderTests.RandomBytes((4 << 20) + 777);

    private string PartPath => _folder["file.bin" + SafePath.PartSuffix];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_download_that_was_stopped_at_random_points_goes_on_from_there()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var source = new ScriptedSource(DownloaderTests.RandomBytes(12 << 20));
        var verified = 0L;
        for (var attempt = 0; attempt < 6; attempt++)
        {
            var before = verified;
            verified = await InterruptAsync(source, random.Next(2), random.Next(1 << 20), cancels: attempt % 2 == 0);
            Assert.True(verified >= before, $"seed {seed}: {verified} after {before} bytes");
        }

        source.Reads.Clear();
        source.Script = null;

        var result = await GetAsync(source);

        Assert.True(result.Outcome == DownloadOutcome.Completed, $"seed {seed}: {result.Message}");
        Assert.Equal(source.Content, await File.ReadAllBytesAsync(_folder["file.bin"], TestContext.Current.CancellationToken));
        Assert.Equal(verified, result.ResumedBytes);
        Assert.Equal(source.Content.Length - verified, source.Reads.Sum(r => (long)r.Length));
    }

    [Fact]
    public async Task Whole_pieces_of_an_unfinished_read_are_kept()
    {
        await using var source = new ScriptedSource(_content);

        await InterruptAsync(source, reads: 1, bytes: Piece + 100);

        var part = await File.ReadAllBytesAsync(PartPath, TestContext.Current.CancellationToken);
        Assert.Equal(_content[..(5 * Piece)], part[..(5 * Piece)]);
        Assert.All(part[(5 * Piece)..(6 * Piece)], b => Assert.Equal(0, b));
    }

    [Fact]
    public async Task Damaged_pieces_are_fetched_again_and_no_others()
    {
        await using var source = new ScriptedSource(_content);
        await InterruptAsync(source, reads: 4, bytes: 0);
        var part = await File.ReadAllBytesAsync(PartPath, TestContext.Current.CancellationToken);
        part[10 * Piece] ^= 1;
        part[(12 * Piece) - 1] ^= 1;
        await File.WriteAllBytesAsync(PartPath, part, TestContext.Current.CancellationToken);
        source.Reads.Clear();
        source.Script = null;

        var result = await GetAsync(source);

        Assert.Equal(_content, await File.ReadAllBytesAsync(result.Path!, TestContext.Current.CancellationToken));
        Assert.Equal((16 - 2) * Piece, result.ResumedBytes);
        Assert.Equal((10L * Piece, 2 * Piece), source.Reads.MinBy(r => r.Offset));
        Assert.Equal(_content.Length - result.ResumedBytes, source.Reads.Sum(r => r.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Piece)]
    [InlineData((4 << 20) + 777)]
    public async Task A_partial_file_cut_at_any_byte_does_no_harm(int length)
    {
        await using var source = new ScriptedSource(_content);
        await InterruptAsync(source, reads: 2, bytes: 0);
        using (var part = File.OpenWrite(PartPath))
        {
            part.SetLength(length);
        }

        source.Script = null;
        var result = await GetAsync(source);

        Assert.Equal(DownloadOutcome.Completed, result.Outcome);
        Assert.Equal(_content, await File.ReadAllBytesAsync(result.Path!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_crash_before_the_final_name_needs_no_byte_again()
    {
        await File.WriteAllBytesAsync(PartPath, _content, TestContext.Current.CancellationToken);
        await using var source = new ScriptedSource(_content);

        var result = await GetAsync(source);

        Assert.Equal(_folder["file.bin"], result.Path);
        Assert.Equal(_content.Length, result.ResumedBytes);
        Assert.Empty(source.Reads);
        Assert.Equal(["file.bin"], _folder.Files);
    }

    [Fact]
    public async Task The_partial_file_of_another_content_is_left_alone()
    {
        await using var other = new ScriptedSource(DownloaderTests.RandomBytes(3 << 20));
        await InterruptAsync(other, reads: 2, bytes: 0);
        var before = await File.ReadAllBytesAsync(PartPath, TestContext.Current.CancellationToken);
        await using var source = new ScriptedSource(_content);

        var result = await GetAsync(source);

        Assert.Equal(_folder["file (1).bin"], result.Path);
        Assert.Equal(before, await File.ReadAllBytesAsync(PartPath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_source_that_gave_up_while_the_partial_file_was_checked_is_asked_again()
    {
        await using var source = new ScriptedSource(_content);
        await InterruptAsync(source, reads: 1, bytes: 0);
        var closed = false;
        source.Script = e =>
        {
            if (e.Request.Read is null || closed)
            {
                return Task.FromResult(false);
            }

            closed = true;
            e.Close();
            return Task.FromResult(true);
        };

        var result = await GetAsync(source, new DownloadOptions { Attempts = 1 });

        Assert.True(result.Outcome == DownloadOutcome.Completed, result.Message);
    }

    /// <summary>Downloads until a number of reads is answered, and some bytes of the next; then the source closes, or this side stops.</summary>
    /// <returns>Verified bytes in the partial file.</returns>
    private async Task<long> InterruptAsync(ScriptedSource source, int reads, int bytes, bool cancels = false)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var answered = 0;
        var isOver = false;
        source.Script = async e =>
        {
            if (isOver)
            {
                e.Close();
                return true;
            }

            if (e.Request.Read is null || answered++ < reads)
            {
                return false;
            }

            isOver = true;
            await e.SendAsync(new Envelope { ReadHeader = new ReadHeader { Length = e.Request.Read.Length } });
            await e.SendRawAsync(e.HonestBytes[..Math.Min(bytes, e.HonestBytes.Length)]);
            if (cancels)
            {
                await cancel.CancelAsync();
                await e.HangAsync();
            }

            e.Close();
            return true;
        };

        var download = DownloaderTests.NewDownloader(new DownloadOptions { Attempts = 1 }).DownloadAsync(Request(source), null, cancel.Token);
        if (cancels)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        }
        else
        {
            Assert.Equal(DownloadOutcome.SourcesFailed, (await download).Outcome);
        }

        return VerifiedBytes(source);
    }

    private long VerifiedBytes(ScriptedSource source)
    {
        if (!File.Exists(PartPath))
        {
            return 0;
        }

        using var part = PartFile.TryOpen(_folder.FullName, "file.bin", source.Layer);
        return part!.FindPieces(_ => { }, TestContext.Current.CancellationToken).Sum(p => (long)source.Layer.Geometry.LengthOf(p));
    }

    private DownloadRequest Request(ScriptedSource source) => new() { Content = source.Id, Sources = [source.AsSource()], Folder = _folder.FullName };

    private Task<DownloadResult> GetAsync(ScriptedSource source, DownloadOptions? options = null) =>
        DownloaderTests.NewDownloader(options).DownloadAsync(Request(source), null, TestContext.Current.CancellationToken);
}
