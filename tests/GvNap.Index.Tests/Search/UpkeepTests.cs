using GvNap.Index.Search;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Index.Tests.Search;

public sealed class UpkeepTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SearchIndex _index = new(new SearchLimits { CompactionFloor = 1_000 });

    [Fact]
    public void Removed_entries_are_reclaimed_when_nothing_happens()
    {
        var before = ShareAndRemoveMost();
        using var upkeep = new Upkeep(_index, _time);
        Assert.Equal(before, _index.Counts.Bytes);

        // How many turns it takes depends on the machine: each has a time, not an amount of work.
        for (var turns = 0; _index.Counts.Bytes > before * 3 / 4; turns++)
        {
            Assert.InRange(turns, 0, 100_000);
            _time.Advance(Upkeep.Interval);
        }

        Assert.Equal(100u, _index.Search("guide").Total);
    }

    [Fact]
    public void Nothing_is_done_after_its_end()
    {
        var before = ShareAndRemoveMost();
        new Upkeep(_index, _time).Dispose();
        _time.Advance(100 * Upkeep.Interval);
        Assert.Equal(before, _index.Counts.Bytes);
    }

    [Fact]
    public void A_turn_ends_in_the_middle_of_the_work()
    {
        ShareAndRemoveMost();
        Assert.True(_index.Tend(TimeSpan.FromTicks(1)));
        Assert.Equal(100u, _index.Search("guide").Total);
        Assert.False(_index.Tend(TimeSpan.MaxValue));
        Assert.False(_index.Tend(TimeSpan.MaxValue));
        Assert.Equal(100u, _index.Search("guide").Total);
    }

    private long ShareAndRemoveMost()
    {
        for (var peer = 0; peer < 20; peer++)
        {
            _index.Attach(SearchSamples.Record(peer));
            _index.Share(peer, [.. Enumerable.Range(0, 1_000).Select(number => SearchSamples.Entry((uint)number, $"guide {peer} {number}", SearchSamples.Content((1_000 * peer) + number)))]);
        }

        for (var peer = 0; peer < 5; peer++)
        {
            _index.Unshare(peer, [.. Enumerable.Range(20, 980).Select(number => (uint)number)]);
        }

        for (var peer = 5; peer < 14; peer++)
        {
            _index.Detach(peer);
        }

        for (var peer = 14; peer < 20; peer++)
        {
            _index.Unshare(peer, [.. Enumerable.Range(0, 500).Select(number => (uint)number)]);
            _index.Detach(peer);
        }

        return _index.Counts.Bytes;
    }
}
