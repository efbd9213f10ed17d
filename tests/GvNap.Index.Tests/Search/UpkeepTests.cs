using System.Collections;
using GvNap.Index.Directory;
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
    public void What_many_arrivals_left_behind_is_collected_once_when_it_is_quiet()
    {
        var collections = 0;
        using var upkeep = new Upkeep(_index, _time, () => collections++);
        for (var peer = 0; peer < 1_000; peer++)
        {
            _index.Attach(SearchSamples.Record(peer));
        }

        Wait(intervals: 5);
        Assert.Equal(0, collections);
        Wait(intervals: 1);
        Assert.Equal(1, collections);
        Wait(intervals: 100);
        Assert.Equal(1, collections);
    }

    [Fact]
    public void Searches_and_few_arrivals_let_garbage_be()
    {
        var collections = 0;
        using var upkeep = new Upkeep(_index, _time, () => collections++);
        for (var peer = 0; peer < 1_000; peer++)
        {
            _index.Attach(SearchSamples.Record(peer));
        }

        for (var searches = 0; searches < 100; searches++)
        {
            _index.Search("guide");
            Wait(intervals: 1);
        }

        Assert.Equal(0, collections);
        Wait(intervals: 6);
        Assert.Equal(1, collections);
        _index.Attach(SearchSamples.Record(1_000));
        Wait(intervals: 100);
        Assert.Equal(1, collections);
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

    [Fact]
    public void Searches_wait_neither_for_compaction_nor_for_changes()
    {
        ShareAndRemoveMost();
        Assert.True(_index.Tend(TimeSpan.FromTicks(1)));
        var asked = 0;

        // Whoever reads this list is applying it, and holds up all other changes and the compaction, which is in its midst.
        IEnumerable<CatalogueEntry> Entries()
        {
            var search = Task.Run(() => _index.Search("guide").Total, TestContext.Current.CancellationToken);
            Assert.True(search.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
            Assert.Equal(100u, search.Result);
            asked++;
            yield return SearchSamples.Entry(5_000, "guide new", SearchSamples.Content(1_000_000));
        }

        _index.Change(0, replace: false, new Unread(Entries()), []);
        Assert.Equal(1, asked);
        Assert.Equal(101u, _index.Search("guide").Total);
    }

    // A step at a time, since each tick asks for the next one.
    private void Wait(int intervals)
    {
        for (var interval = 0; interval < intervals; interval++)
        {
            _time.Advance(Upkeep.Interval);
        }
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

    /// <summary>A list that is made while it is read, once.</summary>
    private sealed class Unread(IEnumerable<CatalogueEntry> entries) : IReadOnlyList<CatalogueEntry>
    {
        public int Count => 1;

        public CatalogueEntry this[int index] => throw new NotSupportedException();

        public IEnumerator<CatalogueEntry> GetEnumerator() => entries.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
