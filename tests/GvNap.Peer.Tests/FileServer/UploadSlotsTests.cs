using GvNap.Peer.FileServer;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Peer.Tests.FileServer;

public sealed class UploadSlotsTests
{
    private static readonly FileServerOptions Options = new() { UploadSlots = 2 };

    private readonly FakeTimeProvider _time = new();
    private readonly UploadSlots _slots;

    public UploadSlotsTests() => _slots = new UploadSlots(Options, _time);

    [Fact]
    public void So_many_slots_are_given_and_the_rest_waits_in_order()
    {
        Assert.NotNull(Take("a"));
        Assert.NotNull(Take("b"));

        Assert.Null(_slots.TryTake(Client("c"), out var third));
        Assert.Null(_slots.TryTake(Client("d"), out var fourth));
        Assert.Equal((1, 2), (third, fourth));
        Assert.Equal((2, 2), (_slots.Taken, _slots.Waiting));

        Assert.Null(_slots.TryTake(Client("c"), out third));
        Assert.Equal(1, third);
    }

    [Fact]
    public void A_free_slot_goes_to_whoever_waits_longest()
    {
        using var first = Take("a");
        Take("b");
        Take("c");
        Take("d");

        first!.Dispose();

        Assert.Null(_slots.TryTake(Client("d"), out var position));
        Assert.Equal(1, position);
        Assert.NotNull(Take("c"));
    }

    [Fact]
    public void A_second_slot_for_an_address_waits_for_others_first_ones()
    {
        using var first = Take("a", "one");
        Take("b");
        Assert.Null(Take("b", "two"));
        Assert.Null(_slots.TryTake(Client("c"), out var position));
        Assert.Equal(1, position);

        first!.Dispose();

        Assert.Null(Take("b", "two"));
        Assert.NotNull(Take("c"));
    }

    [Fact]
    public void Who_asks_no_more_loses_its_place()
    {
        using var first = Take("a");
        Take("b");
        Take("c");
        first!.Dispose();

        Assert.Null(Take("d"));
        _time.Advance(4 * Options.RetryAfter);

        Assert.Equal(0, _slots.Waiting);
        Assert.NotNull(Take("d"));
    }

    [Fact]
    public void A_slot_that_is_not_used_goes_to_those_that_wait()
    {
        var idle = Take("a")!;
        var busy = Take("b")!;
        Assert.True(busy.Begin());
        _time.Advance(Options.SlotIdle + TimeSpan.FromSeconds(1));

        Assert.NotNull(Take("c"));
        Assert.False(idle.Begin());
        busy.End(1 << 20);
        Assert.True(busy.Begin());
        Assert.Null(Take("d"));
    }

    [Fact]
    public void A_slot_is_not_kept_by_a_byte_now_and_then()
    {
        var (miser, reader) = (Take("a")!, Take("b")!);
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(Options.SlotIdle * 0.9);
            Assert.True(miser.Begin());
            miser.End(1);
            Assert.True(reader.Begin());
            reader.End(4 << 20);
        }

        _time.Advance(Options.SlotIdle * 0.2);
        Assert.NotNull(Take("c"));
        Assert.False(miser.Begin());
        Assert.True(reader.Begin());
    }

    [Fact]
    public void A_slot_that_was_idle_while_nobody_waited_is_kept_once_it_is_used_again()
    {
        var (slot, _) = (Take("a")!, Take("b")!.Begin());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(slot.Begin());
        slot.End(1 << 20);

        Assert.Null(Take("c"));
        Assert.True(slot.Begin());
    }

    [Fact]
    public void No_address_fills_the_queue_alone()
    {
        Take("a");
        Take("b");
        for (var i = 0; i < 1_000; i++)
        {
            Take("c", $"user{i}");
        }

        Assert.Equal(64, _slots.Waiting);
        Assert.Null(Take("d"));
        Assert.Equal(65, _slots.Waiting);
    }

    [Fact]
    public void A_slot_that_is_not_used_stays_while_nobody_waits()
    {
        var idle = Take("a")!;
        _time.Advance(TimeSpan.FromHours(1));

        Assert.True(idle.Begin());
    }

    [Fact]
    public void The_queue_has_an_end()
    {
        Take("a");
        Take("b");
        for (var i = 0; i < 2_000; i++)
        {
            Take($"c{i}");
        }

        Assert.Equal(1_000, _slots.Waiting);
        Assert.Null(_slots.TryTake(Client("late"), out var position));
        Assert.Equal(1_001, position);
    }

    private static UploadClient Client(string address, string user = "") => new(address, user.Length > 0 ? user : address);

    private UploadSlot? Take(string address, string user = "") => _slots.TryTake(Client(address, user), out _);
}
