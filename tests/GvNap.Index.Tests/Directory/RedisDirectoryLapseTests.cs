using System.Diagnostics;
using GvNap.Index.Directory;

namespace GvNap.Index.Tests.Directory;

/// <summary>A server lets its own peers lapse by itself, when the store does not: the reaper holds back after a pause, for one.</summary>
[Collection(ShortLeaseCollection.Name)]
public sealed class RedisDirectoryLapseTests(RedisFixture redis) : IAsyncLifetime
{
    private static readonly (uint, string)[] Two = [(0, "one"), (1, "two")];

    private IndexCluster _cluster = null!;
    private IndexCluster.Member _first = null!;
    private IndexCluster.Member _second = null!;
    private int _compared;
    private volatile bool _isAway;

    public async ValueTask InitializeAsync()
    {
        _cluster = new(await redis.ConnectionAsync()) { Options = new() { Lease = TimeSpan.FromSeconds(1), Grace = TimeSpan.FromMinutes(1) } };
        _first = await _cluster.StartAsync(options => options with { BeforeCommand = Intercept, CompareInterval = TimeSpan.FromMilliseconds(200) });
        _second = await _cluster.StartAsync(options => options with { BeforeCommand = ReapNothing });
    }

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Of_a_silent_peer_whose_connection_is_ended_all_hear_from_its_server()
    {
        var alice = await JoinAsync(_first);
        await FallSilentAsync(alice.Session);
        await _cluster.SeeGoneAsync(alice.Session.Peer);
        await AssertStaysGoneAsync(alice.Session);
    }

    [Fact]
    public async Task Who_lapsed_while_the_store_was_away_stays_away_when_that_is_back_and_comes_back_with_its_files()
    {
        var alice = await LapseWhileAwayAsync();
        Assert.True(_second.View.Has(alice.Session.Peer, "one", "two"));

        _isAway = false;
        await _cluster.SeeGoneAsync(alice.Session.Peer);
        await AssertStaysGoneAsync(alice.Session);
        await AssertResumesAsync(alice);
    }

    [Fact]
    public async Task Who_lapsed_while_the_store_was_away_may_come_back_before_that_does()
    {
        var alice = await LapseWhileAwayAsync();

        var back = await AssertResumesAsync(alice);
        _first.Beat(back.Session);
        _isAway = false;
        await Eventually.TrueAsync(() => _second.View.Find(alice.Session.Peer)?.Session == back.Session.Number, "the other server hears of it");
        await _cluster.SeeAsync(alice.Session.Peer, "one", "two");
    }

    [Fact]
    public async Task Who_quits_in_a_session_that_the_store_never_saw_has_quit_in_those_before_it()
    {
        var alice = await JoinAsync(_second);
        _second.Beat(alice.Session);
        _isAway = true;
        var back = await AssertResumesAsync(alice);
        await _first.Directory.LeaveAsync(back.Session);
        Assert.True(_second.View.Has(alice.Session.Peer, "one", "two"));

        _isAway = false;
        await _cluster.SeeGoneAsync(alice.Session.Peer);
        await AssertStaysGoneAsync(alice.Session);
    }

    private async Task<AttachResult> JoinAsync(IndexCluster.Member server)
    {
        var alice = await server.Directory.AttachAsync("alice");
        await server.Directory.ShareAsync(alice.Session, 0, 1, Two);
        await _cluster.SeeAsync(alice.Session.Peer, "one", "two");
        return alice;
    }

    private async Task<AttachResult> LapseWhileAwayAsync()
    {
        var alice = await JoinAsync(_first);
        _isAway = true;
        await FallSilentAsync(alice.Session);
        await Eventually.TrueAsync(() => _first.View.Find(alice.Session.Peer) is null, "its server lists it no longer");
        return alice;
    }

    private async Task<AttachResult> AssertResumesAsync(AttachResult alice)
    {
        var back = await _first.Directory.AttachAsync("alice", alice.ResumeToken);
        Assert.Equal((AttachOutcome.Resumed, 1UL), (back.Outcome, back.CatalogueVersion));
        await Eventually.TrueAsync(() => _first.View.Has(alice.Session.Peer, "one", "two"), "its files are listed");
        return back;
    }

    private async Task FallSilentAsync(PeerSession session)
    {
        var watch = Stopwatch.StartNew();
        await Eventually.TrueAsync(() => watch.Elapsed > _cluster.Options.Lease, "a lease passes");
        await _first.Directory.DetachAsync(session);
    }

    private async Task AssertStaysGoneAsync(PeerSession session)
    {
        var events = _first.View.Events.Count;
        var compared = Volatile.Read(ref _compared);
        await Eventually.TrueAsync(() => Volatile.Read(ref _compared) > compared + 2, "its server compares with the store");
        Assert.DoesNotContain(_first.View.Events.Skip(events), change => change.Peer == session.Peer);
    }

    private void Intercept(string command)
    {
        if (_isAway)
        {
            throw new TimeoutException("The store is away.");
        }

        Interlocked.Add(ref _compared, command == "read states" ? 1 : 0);
        ReapNothing(command);
    }

    private static void ReapNothing(string command)
    {
        if (command == "reap")
        {
            throw new InvalidOperationException("The reaper holds back.");
        }
    }
}
