using System.IO.Pipelines;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Protocol.Tests.Framing;

public sealed class FrameWriterTests
{
    private static readonly PipeOptions OneByteIsFull = new(pauseWriterThreshold: 1, resumeWriterThreshold: 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frames_of_concurrent_writers_stay_whole()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50));
        using var writer = new FrameWriter(pipe.Writer);
        var reader = new FrameReader(pipe.Reader);
        var writes = Enumerable.Range(1, 200)
            .Select(id => Task.Run(async () => await writer.WriteAsync(Message((ulong)id), Cancel), Cancel)).ToList();

        var ids = new HashSet<ulong>();
        for (var i = 0; i < writes.Count; i++)
        {
            var envelope = await reader.ReadAsync(Cancel);
            Assert.Equal(Message(envelope!.RequestId), envelope);
            ids.Add(envelope.RequestId);
        }

        await Task.WhenAll(writes);
        Assert.Equal(200, ids.Count);
    }

    [Fact]
    public async Task Reader_that_does_not_read_holds_the_writer()
    {
        var pipe = new Pipe(OneByteIsFull);
        using var writer = new FrameWriter(pipe.Writer);

        var first = writer.WriteAsync(Message(1), Cancel).AsTask();
        var second = writer.WriteAsync(Message(2), Cancel).AsTask();
        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted);

        var reader = new FrameReader(pipe.Reader);
        Assert.Equal(Message(1), await reader.ReadAsync(Cancel));
        Assert.Equal(Message(2), await reader.ReadAsync(Cancel));
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task Frames_that_are_kept_go_with_the_next_write_or_an_empty_one()
    {
        var pipe = new Pipe();
        using var writer = new FrameWriter(pipe.Writer);
        var reader = new FrameReader(pipe.Reader);
        var frame = FrameTests.Encode(Message(1));

        Assert.True(writer.TryBuffer(frame, 2 * frame.Length));
        Assert.True(writer.TryBuffer(frame, 2 * frame.Length));
        Assert.False(writer.TryBuffer(frame, 2 * frame.Length));
        var read = reader.ReadAsync(Cancel).AsTask();
        Assert.False(read.IsCompleted);

        await writer.WriteAsync(Message(2), Cancel);
        Assert.False(writer.HasBuffered);
        Assert.Equal(1ul, (await read.WaitAsync(TimeSpan.FromSeconds(30), Cancel))!.RequestId);
        Assert.Equal(1ul, (await reader.ReadAsync(Cancel))!.RequestId);
        Assert.Equal(2ul, (await reader.ReadAsync(Cancel))!.RequestId);

        Assert.True(writer.TryBuffer(frame, frame.Length));
        await writer.WriteAsync(ReadOnlyMemory<byte>.Empty, Cancel);
        Assert.Equal(1ul, (await reader.ReadAsync(Cancel))!.RequestId);
    }

    [Fact]
    public async Task Frame_is_not_kept_while_another_is_written_or_after_the_end()
    {
        var pipe = new Pipe(OneByteIsFull);
        var writer = new FrameWriter(pipe.Writer);
        var frame = FrameTests.Encode(Message(1));
        var write = writer.WriteAsync(Message(2), Cancel).AsTask();
        Assert.False(writer.TryBuffer(frame, int.MaxValue));

        Assert.Equal(Message(2), await new FrameReader(pipe.Reader).ReadAsync(Cancel));
        await write.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        writer.Dispose();
        Assert.Throws<IOException>(() => writer.TryBuffer(frame, int.MaxValue));
    }

    [Fact]
    public async Task Cancelled_write_leaves_whole_frames_to_others()
    {
        var pipe = new Pipe(OneByteIsFull);
        using var writer = new FrameWriter(pipe.Writer);
        using var stop = new CancellationTokenSource();
        var begun = writer.WriteAsync(Message(1), stop.Token).AsTask();
        var waiting = writer.WriteAsync(Message(2), stop.Token).AsTask();
        var later = writer.WriteAsync(Message(3), Cancel).AsTask();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => begun.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancel));

        var reader = new FrameReader(pipe.Reader);
        Assert.Equal(Message(1), await reader.ReadAsync(Cancel));
        Assert.Equal(Message(3), await reader.ReadAsync(Cancel));
        await later.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task Write_after_the_remote_closed_fails()
    {
        var pipe = new Pipe();
        using var writer = new FrameWriter(pipe.Writer);
        await pipe.Reader.CompleteAsync();

        await Assert.ThrowsAsync<IOException>(async () => await writer.WriteAsync(Message(1), Cancel));
        await Assert.ThrowsAsync<IOException>(async () => await writer.WriteAsync(Message(2), Cancel));
    }

    [Fact]
    public async Task Write_after_disposal_fails_and_writes_nothing()
    {
        var pipe = new Pipe();
        var writer = new FrameWriter(pipe.Writer);
        writer.Dispose();

        await Assert.ThrowsAsync<IOException>(async () => await writer.WriteAsync(Message(1), Cancel));
        Assert.False(pipe.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Message_that_fits_no_frame_leaves_the_connection_usable()
    {
        var pipe = new Pipe();
        using var writer = new FrameWriter(pipe.Writer);
        var large = new Envelope { Notice = new Notice { Message = new string('x', Frame.MaxBodyLength) } };

        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.WriteAsync(large, Cancel));
        await writer.WriteAsync(Message(1), Cancel);

        Assert.Equal(Message(1), await new FrameReader(pipe.Reader).ReadAsync(Cancel));
    }

    private static Envelope Message(ulong id) =>
        new() { RequestId = id, Notice = new Notice { Message = new string('m', (int)(id % 90) + 1) } };
}
