using System.IO.Pipelines;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Protocol.Tests.Framing;

public sealed class FrameReaderTests
{
    private static readonly Envelope Sample = SampleMessages.Create("registered");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connection_that_ends_between_frames_ends_cleanly()
    {
        var bytes = FrameTests.Encode(Sample);
        var reader = new FrameReader(PipeReader.Create(Segments.Of(bytes, bytes)));

        Assert.Equal(Sample, await reader.ReadAsync(Cancel));
        Assert.Equal(Sample, await reader.ReadAsync(Cancel));
        Assert.Null(await reader.ReadAsync(Cancel));
    }

    [Fact]
    public async Task Connection_that_ends_inside_a_frame_is_truncated_at_every_offset()
    {
        var bytes = FrameTests.Encode(Sample);
        for (var length = 1; length < bytes.Length; length++)
        {
            var reader = new FrameReader(PipeReader.Create(Segments.Of(bytes[..length])));
            var exception = await Assert.ThrowsAsync<ProtocolException>(async () => await reader.ReadAsync(Cancel));
            Assert.Equal(ErrorCode.Invalid, exception.Code);
        }
    }

    [Fact]
    public async Task Reader_tells_whether_another_whole_frame_came()
    {
        var bytes = FrameTests.Encode(Sample);
        for (var more = 0; more <= bytes.Length; more++)
        {
            var pipe = new Pipe();
            var reader = new FrameReader(pipe.Reader);
            await pipe.Writer.WriteAsync((byte[])[.. bytes, .. bytes[..more]], Cancel);

            Assert.Equal(Sample, await reader.ReadAsync(Cancel));
            Assert.Equal(more == bytes.Length, reader.HasNext);
        }
    }

    [Fact]
    public async Task Peer_that_trickles_is_understood()
    {
        var pipe = new Pipe();
        var reader = new FrameReader(pipe.Reader);
        var read = reader.ReadAsync(Cancel).AsTask();
        foreach (var b in FrameTests.Encode(Sample))
        {
            Assert.False(read.IsCompleted);
            await pipe.Writer.WriteAsync(new[] { b }, Cancel);
        }

        Assert.Equal(Sample, await read.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
    }

    [Fact]
    public async Task Length_out_of_bounds_ends_the_read_at_once()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[] { 0x80, 0, 0, 1 }, Cancel);

        await Assert.ThrowsAsync<ProtocolException>(async () => await new FrameReader(pipe.Reader).ReadAsync(Cancel));
    }

    [Fact]
    public async Task Length_above_the_reader_s_own_limit_is_refused()
    {
        var bytes = FrameTests.Encode(Sample);
        var fits = new FrameReader(PipeReader.Create(Segments.Of(bytes)), bytes.Length - Frame.HeaderLength);
        var tooSmall = new FrameReader(PipeReader.Create(Segments.Of(bytes)), bytes.Length - Frame.HeaderLength - 1);

        Assert.Equal(Sample, await fits.ReadAsync(Cancel));
        await Assert.ThrowsAsync<ProtocolException>(async () => await tooSmall.ReadAsync(Cancel));
    }

    [Fact]
    public async Task Frame_that_has_begun_is_told_from_silence()
    {
        var pipe = new Pipe();
        var reader = new FrameReader(pipe.Reader);
        var bytes = FrameTests.Encode(Sample);
        await pipe.Writer.WriteAsync(bytes, Cancel);
        await reader.ReadAsync(Cancel);
        Assert.False(reader.IsInsideFrame);

        await pipe.Writer.WriteAsync(bytes.AsMemory(0, 1), Cancel);
        var read = reader.ReadAsync(Cancel).AsTask();
        Assert.True(reader.IsInsideFrame);

        await pipe.Writer.WriteAsync(bytes.AsMemory(1), Cancel);
        await read;
        Assert.False(reader.IsInsideFrame);
    }

    [Fact]
    public async Task Cancelled_read_loses_nothing()
    {
        var pipe = new Pipe();
        var reader = new FrameReader(pipe.Reader);
        var bytes = FrameTests.Encode(Sample);
        await pipe.Writer.WriteAsync(bytes.AsMemory(0, 9), Cancel);
        using var stop = new CancellationTokenSource();
        var read = reader.ReadAsync(stop.Token).AsTask();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(TimeSpan.FromSeconds(30), Cancel));

        await pipe.Writer.WriteAsync(bytes.AsMemory(9), Cancel);
        Assert.Equal(Sample, await reader.ReadAsync(Cancel));
    }

    [Fact]
    public async Task Read_that_the_owner_of_the_pipe_ends_is_cancelled()
    {
        var pipe = new Pipe();
        var reader = new FrameReader(pipe.Reader);
        var read = reader.ReadAsync(Cancel).AsTask();

        pipe.Reader.CancelPendingRead();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        await pipe.Writer.WriteAsync(FrameTests.Encode(Sample), Cancel);
        Assert.Equal(Sample, await reader.ReadAsync(Cancel));
    }

    [Fact]
    public async Task Raw_bytes_and_frames_alternate()
    {
        var frame = FrameTests.Encode(Sample);
        byte[] all = [.. frame, 1, 2, 3, .. frame, 4, .. frame];
        var reader = new FrameReader(PipeReader.Create(Segments.Of(all.Chunk(5))));
        var raw = new byte[3];

        Assert.Equal(Sample, await reader.ReadAsync(Cancel));
        await reader.ReadRawAsync(raw, Cancel);
        Assert.Equal([1, 2, 3], raw);
        Assert.Equal(Sample, await reader.ReadAsync(Cancel));
        await reader.ReadRawAsync(raw.AsMemory(0, 1), Cancel);
        Assert.Equal([4, 2, 3], raw);
        await reader.ReadRawAsync(Memory<byte>.Empty, Cancel);
        Assert.Equal(Sample, await reader.ReadAsync(Cancel));
        Assert.Null(await reader.ReadAsync(Cancel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    public async Task Raw_bytes_that_end_early_are_truncated(int there)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[there], Cancel);
        await pipe.Writer.CompleteAsync();
        var reader = new FrameReader(pipe.Reader);

        var exception = await Assert.ThrowsAsync<ProtocolException>(async () => await reader.ReadRawAsync(new byte[100], Cancel));
        Assert.Equal(ErrorCode.Invalid, exception.Code);
    }

    [Fact]
    public async Task Raw_bytes_that_trickle_are_gathered()
    {
        var pipe = new Pipe();
        var raw = new byte[4];
        var read = new FrameReader(pipe.Reader).ReadRawAsync(raw, Cancel).AsTask();
        foreach (var b in new byte[] { 1, 2, 3, 4 })
        {
            Assert.False(read.IsCompleted);
            await pipe.Writer.WriteAsync(new[] { b }, Cancel);
        }

        await read.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal([1, 2, 3, 4], raw);
    }
}
