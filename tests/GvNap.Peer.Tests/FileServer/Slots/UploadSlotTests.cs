using GvNap.Peer.FileServer;
using GvNap.Peer.FileServer.Slots;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Peer.Tests.FileServer.Slots;

/// <summary>How long a slot is kept, and by what.</summary>
public sealed class UploadSlotTests
{
    private static readonly FileServerOptions Options = new() { UploadSlots = 2 };

    private readonly FakeTimeProvider _time = new();
    private readonly UploadSlots _slots;

    public UploadSlotTests() => _slots = new UploadSlots(Options, _time);

    [Fact]
    public async Task A_slot_that_is_not_used_goes_to_those_that_wait()
    {
        var (idle, busy) = (await TakeAsync("a"), await TakeAsync("b"));
        _time.Advance(Options.SlotIdle + TimeSpan.FromSeconds(1));
        Assert.True(busy!.TryUse());

        Assert.NotNull(await TakeAsync("c"));
        Assert.False(idle!.TryUse());
        Assert.True(busy.Pay(1 << 20));
        Assert.True(busy.TryUse());
        Assert.Null(await TakeAsync("d"));
    }

    [Fact]
    public async Task A_slot_is_not_kept_by_a_byte_now_and_then_while_others_wait()
    {
        var (miser, reader) = (await TakeAsync("a"), await TakeAsync("b"));
        await PlaceAsync("c");
        for (var i = 0; i < 9; i++)
        {
            _time.Advance(Options.SlotIdle * 0.1);
            Assert.True(miser!.TryUse() && miser.Pay(1));
            Assert.True(reader!.TryUse() && reader.Pay(Options.UsefulRate * 2));
            await PlaceAsync("c");
        }

        _time.Advance(Options.SlotIdle * 0.2);
        Assert.NotNull(await TakeAsync("c"));
        Assert.False(miser!.Pay(1));
        Assert.False(miser.TryUse());
        Assert.True(reader!.TryUse());
    }

    [Fact]
    public async Task What_this_side_takes_its_time_for_is_not_held_against_a_slot()
    {
        var (slow, other) = (await TakeAsync("a"), await TakeAsync("b"));
        await PlaceAsync("c");
        using (slow!.Excuse())
        using (other!.Excuse())
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await PlaceAsync("c");
        }

        Assert.True(slow.TryUse() && other.TryUse());
        _time.Advance(Options.SlotIdle * 0.9);
        await PlaceAsync("c");
        Assert.True(slow.TryUse() && other.TryUse());
    }

    [Fact]
    public async Task However_well_it_is_used_a_slot_is_kept_for_one_turn_while_others_wait()
    {
        var (first, second) = (await TakeAsync("a"), await TakeAsync("b"));
        for (var waited = TimeSpan.Zero; waited <= Options.SlotTurn; waited += Options.RetryAfter)
        {
            Assert.True(first!.TryUse() && first.Pay(1 << 20));
            Assert.True(second!.TryUse() && second.Pay(1 << 20));
            await PlaceAsync("c");
            _time.Advance(Options.RetryAfter);
        }

        await PlaceAsync("c");
        Assert.False(first!.TryUse());
        Assert.NotNull(await TakeAsync("c"));
        Assert.True(second!.TryUse());
        Assert.Equal(1, await PlaceAsync("a"));
    }

    [Fact]
    public async Task A_slot_that_was_idle_while_nobody_waited_is_kept_once_it_is_used_again()
    {
        var (slot, other) = (await TakeAsync("a"), await TakeAsync("b"));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(slot!.TryUse() && other!.TryUse());

        Assert.Null(await TakeAsync("c"));
        Assert.True(slot.Pay(1));
    }

    private static UploadClient Client(string address) => new(address, address);

    private async Task<UploadSlot?> TakeAsync(string address) => (await AskAsync(address)).Slot;

    private async Task<int> PlaceAsync(string address) => (await AskAsync(address)).Place.Position;

    private ValueTask<UploadAnswer> AskAsync(string address) => _slots.AskAsync(Client(address), TimeSpan.Zero, TestContext.Current.CancellationToken);
}
