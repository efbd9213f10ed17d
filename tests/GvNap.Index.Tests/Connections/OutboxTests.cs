using System.IO.Pipelines;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Connections;

public sealed class OutboxTests : IDisposable
{
    private const int QueueLength = 16;

    private readonly CancellationTokenSource _drained = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Outbox _outbox;
    private readonly FrameReader _reader;

    public OutboxTests() => (_outbox, _reader) = (new(_pipe.Writer, TimeProvider.System, _drained.Token), new(_pipe.Reader));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _outbox.Dispose();
        _drained.Dispose();
    }

    [Fact]
    public async Task Pushes_are_sent_in_their_order_also_after_a_pause()
    {
        for (var round = 0; round < 3; round++)
        {
            for (var number = 0; number < QueueLength; number++)
            {
                Assert.True(_outbox.TryPush(Notice(number)));
            }

            for (var number = 0; number < QueueLength; number++)
            {
                Assert.Equal($"{number}", (await _reader.ReadAsync(Cancellation))?.Notice.Message);
            }
        }
    }

    [Fact]
    public async Task Queue_of_a_remote_side_that_takes_nothing_is_full_at_some_time()
    {
        // One is on its way; of the others as many wait as the queue is long.
        var pushed = 0;
        while (pushed <= QueueLength && _outbox.TryPush(Notice(pushed)))
        {
            pushed++;
        }

        await Wait.UntilAsync(() => _outbox.TryPush(Notice(pushed)) ? ++pushed < 0 : pushed == QueueLength + 1);

        Assert.False(_outbox.TryPush(Notice(pushed)));
        Assert.False(_outbox.EndPushesAsync().IsCompleted);
        await _drained.CancelAsync();
        await _outbox.EndPushesAsync().WaitAsync(Wait.Patience, Cancellation);
    }

    [Fact]
    public async Task What_was_pushed_before_the_end_is_sent_and_nothing_after_it()
    {
        Assert.True(_outbox.TryPush(Notice(1)));

        var ended = _outbox.EndPushesAsync();

        Assert.False(_outbox.TryPush(Notice(2)));
        Assert.Equal("1", (await _reader.ReadAsync(Cancellation))?.Notice.Message);
        await ended.WaitAsync(Wait.Patience, Cancellation);
        Assert.False(_pipe.Reader.TryRead(out _));
    }

    private static Envelope Notice(int number) => new() { Notice = new Notice { Message = $"{number}" } };
}
