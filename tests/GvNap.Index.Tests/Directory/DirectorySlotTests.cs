using GvNap.Index.Directory;
using GvNap.Index.Directory.Redis;
using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Index.Tests.Directory;

/// <summary>The scripts of the {dir} slot by themselves: nobody else reaps or announces here.</summary>
public sealed class DirectorySlotTests(RedisFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly string _prefix = $"{Guid.NewGuid():N}:";
    private readonly PeerSession _alice = new(PeerId.Create(), 1);
    private RedisStore _store = null!;
    private DirectorySlot _directory = null!;
    private IndexClusterWitness _witness = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new RedisDirectoryOptions { Connection = await fixture.ConnectionAsync(), KeyPrefix = _prefix, CommandTimeout = TimeSpan.FromSeconds(20) };
        _store = new(options, TimeProvider.System, NullLogger.Instance);
        _directory = new(_store, options, new DirectoryOptions { Lease = Lease });
        _witness = new(options.Connection, _prefix);
        await _store.ConnectAsync(() => { }, TestContext.Current.CancellationToken);
        await _directory.ReadAsync(0);
        await _directory.AnnounceAsync(ChangeKind.Attached, _alice, 0, ChangeRecord.PlainDetail);
    }

    public async ValueTask DisposeAsync()
    {
        if (_witness is not null)
        {
            await _witness.DisposeAsync();
            await _store.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_older_session_changes_nothing()
    {
        var newer = _alice with { Number = 5 };
        await _directory.AnnounceAsync(ChangeKind.Attached, newer, 7, ChangeRecord.PlainDetail);
        var before = await _directory.ReadStateAsync(_alice.Peer);
        foreach (var kind in Enum.GetValues<ChangeKind>())
        {
            var announced = await _directory.AnnounceAsync(kind, _alice, 9, ChangeRecord.PlainDetail);
            Assert.Equal(AnnounceStatus.Superseded, announced.Status);
        }

        Assert.Empty(await _directory.RenewAsync([(_alice, TimeSpan.Zero)]));
        Assert.Equal(before, await _directory.ReadStateAsync(_alice.Peer));
        Assert.Equal(2, (await _directory.ReadAsync(0)).Sequence);
    }

    [Fact]
    public async Task A_session_that_is_not_known_must_be_written_again()
    {
        var stranger = new PeerSession(PeerId.Create(), 1);
        foreach (var kind in Enum.GetValues<ChangeKind>().Where(kind => kind != ChangeKind.Attached))
        {
            Assert.Equal(AnnounceStatus.Missing, (await _directory.AnnounceAsync(kind, stranger, 9, ChangeRecord.PlainDetail)).Status);
        }

        var newer = _alice with { Number = 5 };
        Assert.Equal([stranger.Peer, _alice.Peer], await _directory.RenewAsync([(stranger, TimeSpan.Zero), (newer, TimeSpan.Zero)]));
    }

    [Fact]
    public async Task A_lease_is_renewed_from_the_last_sign_of_life()
    {
        await _witness.MoveDeadlineAsync(_alice.Peer, TimeSpan.FromSeconds(2));
        Assert.Empty(await _directory.RenewAsync([(_alice, TimeSpan.FromSeconds(5))]));

        // 10 s after the renewal, and not 15 from now; a busy machine may look some seconds later.
        Assert.InRange((await _witness.LeaseAsync(_alice.Peer))!.Value, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(11));
    }

    [Fact]
    public async Task The_reaper_removes_who_lapsed_and_says_so()
    {
        await RunningAsync();
        await _witness.MoveDeadlineAsync(_alice.Peer, TimeSpan.FromSeconds(-2));
        Assert.Equal(1, await _directory.ReapAsync());
        Assert.Null(await _directory.ReadStateAsync(_alice.Peer));
        Assert.Null(await _witness.LeaseAsync(_alice.Peer));
        var last = ChangeRecord.Parse((await _directory.ReadAsync(0)).Records[^1]);
        Assert.Equal((ChangeKind.Left, _alice.Peer, 1L), (last.Kind, last.Peer, last.Session));
    }

    [Fact]
    public async Task The_reaper_leaves_the_living_alone()
    {
        await RunningAsync();
        Assert.Equal(0, await _directory.ReapAsync());
        Assert.NotNull(await _directory.ReadStateAsync(_alice.Peer));
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(3_600)]
    public async Task After_a_pause_or_when_the_clock_went_back_it_removes_nobody_for_one_lease(int lastReap)
    {
        await RunningAsync();
        await _witness.MoveReapAsync(TimeSpan.FromSeconds(lastReap));
        await _witness.MoveDeadlineAsync(_alice.Peer, TimeSpan.FromSeconds(-2));
        Assert.Equal(0, await _directory.ReapAsync());
        Assert.Equal(0, await _directory.ReapAsync());
        Assert.NotNull(await _directory.ReadStateAsync(_alice.Peer));
    }

    [Fact]
    public async Task When_the_clock_went_back_leases_end_no_later_than_they_would_now()
    {
        await RunningAsync();
        await _witness.MoveReapAsync(TimeSpan.FromHours(1));
        await _witness.MoveDeadlineAsync(_alice.Peer, TimeSpan.FromHours(1));
        await _directory.ReapAsync();
        Assert.InRange((await _witness.LeaseAsync(_alice.Peer))!.Value, TimeSpan.Zero, Lease + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task The_first_reaper_of_an_empty_store_removes_nobody_for_one_lease()
    {
        await _witness.MoveDeadlineAsync(_alice.Peer, TimeSpan.FromSeconds(-2));
        Assert.Equal(0, await _directory.ReapAsync());
        Assert.NotNull(await _directory.ReadStateAsync(_alice.Peer));
    }

    /// <summary>It ran just now, and holds nothing back.</summary>
    private Task RunningAsync() => _witness.MoveReapAsync(TimeSpan.Zero);
}
