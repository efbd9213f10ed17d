using GvNap.Peer.FileServer;
using GvNap.Peer.FileServer.Slots;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Peer.Tests.FileServer.Slots;

public sealed class UploadSlotsTests
{
    private static readonly FileServerOptions Options = new() { UploadSlots = 2 };

    private readonly FakeTimeProvider _time = new();
    private readonly UploadSlots _slots;

    public UploadSlotsTests() => _slots = new UploadSlots(Options, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task So_many_slots_are_given_and_the_rest_waits_in_order()
    {
        Assert.NotNull(await TakeAsync("a"));
        Assert.NotNull(await TakeAsync("b"));

        Assert.Equal(1, await PlaceAsync("c"));
        Assert.Equal(2, await PlaceAsync("d"));
        Assert.Equal((2, 2), (_slots.Taken, _slots.Waiting));
        Assert.Equal(1, await PlaceAsync("c"));
    }

    [Fact]
    public async Task A_free_slot_is_kept_for_whoever_waits_longest()
    {
        using var first = await TakeAsync("a");
        await TakeAsync("b");
        await PlaceAsync("c");
        await PlaceAsync("d");

        first!.Dispose();

        Assert.Equal(2, await PlaceAsync("d"));
        Assert.NotNull(await TakeAsync("c"));
    }

    [Fact]
    public async Task A_slot_that_is_given_back_goes_at_once_to_the_next_that_asks()
    {
        var first = await TakeAsync("a");
        await TakeAsync("b");
        await PlaceAsync("c");
        await PlaceAsync("d");
        var (third, fourth) = (HoldAsync("c"), HoldAsync("d"));
        Assert.False(third.IsCompleted || fourth.IsCompleted);

        first!.Dispose();

        Assert.NotNull((await third.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Slot);
        _time.Advance(Options.RetryAfter);
        Assert.Equal(1, (await fourth.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Place.Position);
    }

    [Fact]
    public async Task Who_goes_while_it_is_held_takes_no_slot_with_it()
    {
        var first = await TakeAsync("a");
        await TakeAsync("b");
        await PlaceAsync("c");
        using var gone = new CancellationTokenSource();
        var held = _slots.AskAsync(Client("c"), Options.RetryAfter, gone.Token).AsTask();
        var other = HoldAsync("c");

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        first!.Dispose();

        Assert.NotNull((await other.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Slot);
        Assert.Equal((2, 0), (_slots.Taken, _slots.Waiting));
    }

    [Fact]
    public async Task Two_connections_of_one_client_take_their_turns()
    {
        var (first, second) = (await TakeAsync("a"), await TakeAsync("b"));
        await PlaceAsync("c");
        await PlaceAsync("d");
        Task<UploadAnswer> one = HoldAsync("c"), two = HoldAsync("c"), other = HoldAsync("d");

        first!.Dispose();
        Assert.NotNull((await one.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Slot);
        second!.Dispose();
        Assert.NotNull((await other.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Slot);
        Assert.False(two.IsCompleted);

        (await one).Slot!.Dispose();
        Assert.NotNull((await two.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Slot);
    }

    [Fact]
    public async Task A_second_slot_for_an_address_waits_for_others_first_ones()
    {
        using var first = await TakeAsync("a", "one");
        await TakeAsync("b");
        Assert.Null(await TakeAsync("b", "two"));
        Assert.Equal(1, await PlaceAsync("c"));

        first!.Dispose();

        Assert.Null(await TakeAsync("b", "two"));
        Assert.NotNull(await TakeAsync("c"));
    }

    [Fact]
    public async Task A_second_slot_for_a_user_waits_for_others_first_ones_but_the_nameless_are_many()
    {
        using var first = await TakeAsync("a", "one");
        await _slots.AskAsync(new UploadClient("b", ""), TimeSpan.Zero, Cancellation);
        Assert.Equal(1, await PlaceAsync("c", "one"));
        Assert.Equal(1, (await _slots.AskAsync(new UploadClient("d", ""), TimeSpan.Zero, Cancellation)).Place.Position);
        Assert.Equal(2, await PlaceAsync("c", "one"));
    }

    [Fact]
    public async Task Who_asks_no_more_loses_its_place()
    {
        using var first = await TakeAsync("a");
        await TakeAsync("b");
        await PlaceAsync("c");
        first!.Dispose();

        Assert.Null(await TakeAsync("d"));
        _time.Advance(3 * Options.RetryAfter);

        Assert.Equal(0, _slots.Waiting);
        Assert.NotNull(await TakeAsync("d"));
    }

    [Fact]
    public async Task The_expected_wait_goes_by_how_long_others_kept_their_slots()
    {
        for (var i = 0; i < 20; i++)
        {
            var slot = await TakeAsync($"{i}");
            _time.Advance(TimeSpan.FromSeconds(40));
            slot!.Dispose();
        }

        await TakeAsync("a");
        await TakeAsync("b");

        var first = (await _slots.AskAsync(Client("c"), TimeSpan.Zero, Cancellation)).Place;
        var second = (await _slots.AskAsync(Client("d"), TimeSpan.Zero, Cancellation)).Place;

        Assert.Equal((1, 20), (first.Position, Math.Round(first.ExpectedWait.TotalSeconds)));
        Assert.Equal((2, 40), (second.Position, Math.Round(second.ExpectedWait.TotalSeconds)));
        Assert.Equal((10, 20), (Math.Round(first.RetryAfter.TotalSeconds), Math.Round(second.RetryAfter.TotalSeconds)));
        _time.Advance(first.RetryAfter);
        Assert.Equal(2, _slots.Waiting);
    }

    [Fact]
    public async Task No_address_fills_the_queue_alone()
    {
        await TakeAsync("a");
        await TakeAsync("b");
        for (var i = 0; i < 1_000; i++)
        {
            await TakeAsync("c", $"user{i}");
        }

        Assert.Equal(64, _slots.Waiting);
        Assert.Null(await TakeAsync("d"));
        Assert.Equal(65, _slots.Waiting);
    }

    [Fact]
    public async Task The_queue_has_an_end()
    {
        await TakeAsync("a");
        await TakeAsync("b");
        for (var i = 0; i < 2_000; i++)
        {
            await TakeAsync($"c{i}");
        }

        Assert.Equal(1_000, _slots.Waiting);
        Assert.Equal(1_001, await PlaceAsync("late"));
    }

    private static UploadClient Client(string address, string user = "") => new(address, user.Length > 0 ? user : address);

    private Task<UploadAnswer> HoldAsync(string address) => _slots.AskAsync(Client(address), Options.RetryAfter, Cancellation).AsTask();

    private async Task<UploadSlot?> TakeAsync(string address, string user = "") => (await _slots.AskAsync(Client(address, user), TimeSpan.Zero, Cancellation)).Slot;

    private async Task<int> PlaceAsync(string address, string user = "") => (await _slots.AskAsync(Client(address, user), TimeSpan.Zero, Cancellation)).Place.Position;
}
