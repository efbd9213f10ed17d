using GvNap.Peer.Transfers;

namespace GvNap.Peer.Tests.Transfers;

public sealed class ReceiveBuffersTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_beyond_the_budget_waits_for_what_comes_back_in_order()
    {
        var buffers = new ReceiveBuffers(300);
        var first = await buffers.RentAsync(100, Cancelled);
        await buffers.RentAsync(100, Cancelled);
        await buffers.RentAsync(100, Cancelled);
        var (fourth, fifth) = (buffers.RentAsync(100, Cancelled).AsTask(), buffers.RentAsync(100, Cancelled).AsTask());
        Assert.False(fourth.IsCompleted);

        buffers.Return(first);

        Assert.Same(first, await fourth);
        Assert.False(fifth.IsCompleted);
        buffers.Return(first);
        Assert.Same(first, await fifth);
    }

    [Fact]
    public async Task Two_buffers_of_any_length_are_allowed()
    {
        var buffers = new ReceiveBuffers(10);
        var first = await buffers.RentAsync(1000, Cancelled);
        await buffers.RentAsync(1000, Cancelled);
        var third = buffers.RentAsync(1000, Cancelled).AsTask();

        Assert.False(third.IsCompleted);
        buffers.Return(first);
        Assert.Equal(1000, (await third).Length);
    }

    [Fact]
    public async Task Who_gave_up_waiting_takes_nothing_from_the_next()
    {
        var buffers = new ReceiveBuffers(100);
        var (first, second) = (await buffers.RentAsync(100, Cancelled), await buffers.RentAsync(100, Cancelled));
        using var cancel = new CancellationTokenSource();
        var gone = buffers.RentAsync(100, cancel.Token).AsTask();
        var next = buffers.RentAsync(100, Cancelled).AsTask();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        buffers.Return(first);

        Assert.Same(first, await next);
        buffers.Return(second);
        Assert.Same(second, await buffers.RentAsync(100, Cancelled));
    }
}
