namespace GvNap.Index.Search;

/// <summary>
/// Keeps a search index small when nothing happens: goes on with compaction a little at a time, and has what changes left behind collected
/// once nobody asks for anything. Searches do not wait for compaction.
/// </summary>
internal sealed class Upkeep : IDisposable
{
    /// <summary>How often it looks whether there is something to do.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How often it goes on with what is under way, and how long each time: events wait no longer, and most of the time is theirs.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(2);

    /// <summary>The server is quiet when neither changes nor searches came for so many intervals.</summary>
    private const int QuietIntervals = 5;

    /// <summary>Entries that are worth a collection: their messages were some tens of megabytes. A peer that comes leaves as much behind as some entries.</summary>
    private const long WorthCollecting = 50_000;
    private const long EntriesAnArrival = 50;

    private readonly SearchIndex _index;
    private readonly Action _collect;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private (long Changes, long Searches) _seen;
    private long _collected;
    private int _quiet;
    private bool _isDisposed;

    /// <summary>Begins.</summary>
    /// <param name="index">The index.</param>
    /// <param name="time">The clock.</param>
    public Upkeep(SearchIndex index, TimeProvider time)
        : this(index, time, () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true))
    {
    }

    /// <summary>Begins.</summary>
    /// <param name="index">The index.</param>
    /// <param name="time">The clock.</param>
    /// <param name="collect">Has garbage collected, and gives the memory back.</param>
    public Upkeep(SearchIndex index, TimeProvider time, Action collect)
    {
        (_index, _collect) = (index, collect);
        _timer = time.CreateTimer(_ => Tend(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer.Dispose();
        }
    }

    private void Tend()
    {
        var goesOn = _index.Tend(Turn);
        if (!goesOn)
        {
            CollectWhenQuiet();
        }

        lock (_gate)
        {
            if (!_isDisposed)
            {
                _timer.Change(goesOn ? Pause : Interval, Timeout.InfiniteTimeSpan);
            }
        }
    }

    // All threads stand still for it: little, since there is little to move, but only when nobody would notice.
    private void CollectWhenQuiet()
    {
        var (changes, searches) = (_index.Written + (EntriesAnArrival * _index.Arrivals), _index.Searches);
        _quiet = (changes, searches) == _seen ? _quiet + 1 : 0;
        _seen = (changes, searches);
        if (_quiet == QuietIntervals && changes - _collected >= WorthCollecting)
        {
            _collected = changes;
            _collect();
        }
    }
}
