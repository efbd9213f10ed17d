using GvNap.Peer.Transfers.Scheduling;
using GvNap.Protocol.Content;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Peer.Tests.Transfers;

public sealed class PieceSchedulerTests
{
    private const int Piece = 16 * 1024;

    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<SourceClaims, Queue<int>> _queues = [];
    private int _completions;

    [Fact]
    public void Pieces_are_claimed_once_in_order_until_all_are_complete()
    {
        var scheduler = New(40);
        var source = scheduler.Join();
        var fetched = new List<int>();
        while (scheduler.TryClaim(source, out var range))
        {
            fetched.AddRange(Fetch(scheduler, source, range));
        }

        Assert.Equal(Enumerable.Range(0, 40), fetched);
        Assert.True(scheduler.IsComplete);
        Assert.Equal(1, _completions);
        Assert.Equal(40L * Piece, scheduler.DoneBytes);
    }

    [Fact]
    public void A_file_that_is_there_is_complete_from_the_start()
    {
        _ = New(3, [0, 1, 2]);

        Assert.Equal(1, _completions);
    }

    [Fact]
    public void Only_so_much_is_asked_of_a_source_whose_pace_is_not_known()
    {
        var scheduler = New(1000);
        var source = scheduler.Join();

        Assert.Equal(512 * 1024, ClaimAll(scheduler, source).Sum(r => r.Count * Piece));
    }

    [Fact]
    public void A_fast_source_has_more_asked_of_it_in_longer_ranges()
    {
        var scheduler = New(16_000);
        var fast = scheduler.Join();
        var slow = scheduler.Join();
        for (var tick = 0; tick < 50; tick++)
        {
            Run(scheduler, TimeSpan.FromMilliseconds(100), (fast, 120), (slow, 4));
        }

        // A second's worth for either, but half a MiB at least.
        Assert.InRange(fast.Outstanding.Sum(r => r.Count), 1200, 1500);
        Assert.InRange(slow.Outstanding.Sum(r => r.Count), 32, 50);
        Assert.Equal((64, 4), (fast.Outstanding[^1].Count, slow.Outstanding[^1].Count));
    }

    [Fact]
    public void What_a_source_leaves_behind_is_claimed_by_the_next()
    {
        var scheduler = New(8);
        var first = scheduler.Join();
        var second = scheduler.Join();
        Assert.True(scheduler.TryClaim(first, out var range));
        var changed = scheduler.Changed;

        scheduler.Complete(first, range.First);
        scheduler.Leave(first);

        Assert.True(changed.IsCompleted);
        Assert.True(scheduler.TryClaim(second, out var next));
        Assert.Equal(range.First + 1, next.First);
    }

    [Fact]
    public void A_source_with_nothing_to_do_races_one_that_is_late_for_what_would_come_last()
    {
        var scheduler = New(64);
        var (slow, fast) = (scheduler.Join(), scheduler.Join());
        while (fast.Outstanding.Count == 0 || !slow.Outstanding.Contains(fast.Outstanding[0]))
        {
            Run(scheduler, TimeSpan.FromMilliseconds(100), (slow, 1), (fast, 20));
        }

        // It has begun at the end of what the other was asked for.
        var raced = slow.Outstanding[^1];
        Assert.Equal(raced, fast.Outstanding.Single());
        Run(scheduler, TimeSpan.FromMilliseconds(10), (slow, 0), (fast, raced.Count));
        Assert.False(scheduler.Complete(slow, raced.First));
        Assert.True(slow.Outstanding.Count > 1);
    }

    [Fact]
    public void A_source_that_came_to_a_stop_is_late_before_it_is_given_up()
    {
        var scheduler = New(64);
        var (stopped, other) = (scheduler.Join(), scheduler.Join());
        Run(scheduler, TimeSpan.FromMilliseconds(100), (stopped, 10), (other, 10));
        for (var tick = 0; tick < 100 && !scheduler.IsComplete; tick++)
        {
            Run(scheduler, TimeSpan.FromMilliseconds(100), (stopped, 0), (other, 10));
        }

        Assert.True(scheduler.IsComplete);
    }

    [Fact]
    public void Equals_do_not_race()
    {
        var scheduler = New(128);
        var (one, other) = (scheduler.Join(), scheduler.Join());
        while (one.Outstanding.Count + other.Outstanding.Count > 0 || !scheduler.IsComplete)
        {
            Run(scheduler, TimeSpan.FromMilliseconds(20), (one, 2), (other, 2));
            Assert.Empty(one.Outstanding.Intersect(other.Outstanding));
        }
    }

    [Fact]
    public void A_source_is_asked_for_nothing_that_it_does_not_have()
    {
        var scheduler = New(10);
        var partial = scheduler.Join(Set(10, 2, 3, 7));

        Assert.Equal([2, 3, 7], ClaimAll(scheduler, partial).SelectMany(Pieces).Order());
        Assert.False(scheduler.TryClaim(partial, out _));
        scheduler.Update(partial, Set(10, 2, 3, 7, 9));
        Assert.Equal([9], ClaimAll(scheduler, partial).SelectMany(Pieces));
    }

    [Fact]
    public void The_rarest_pieces_come_first_while_others_have_parts()
    {
        var scheduler = New(6);
        var full = scheduler.Join();
        scheduler.Join(Set(6, 0, 1, 2, 3, 4));
        scheduler.Join(Set(6, 0, 2, 3, 4));
        scheduler.Join(Set(6, 0, 2, 3));

        var order = ClaimAll(scheduler, full).SelectMany(Pieces).ToList();

        Assert.Equal([5, 1, 4], order[..3]);
        Assert.Equal([0, 2, 3], order[3..].Order());
    }

    [Fact]
    public void It_may_begin_anywhere_and_comes_round()
    {
        var scheduler = new PieceScheduler(PieceGeometry.Of(6L * Piece), [1], start: 4, _time, () => _completions++);
        var source = scheduler.Join();

        Assert.Equal([4, 5, 0, 2, 3], ClaimAll(scheduler, source).SelectMany(Pieces));
    }

    [Fact]
    public void Of_pieces_that_are_alike_rare_any_may_come_first()
    {
        var firsts = Enumerable.Range(0, 200).Select(_ =>
        {
            var scheduler = New(64);
            scheduler.Join(Set(64, Enumerable.Range(0, 32).ToArray()));
            scheduler.TryClaim(scheduler.Join(), out var range);
            return range.First;
        }).ToHashSet();

        Assert.All(firsts, first => Assert.InRange(first, 32, 63));
        Assert.True(firsts.Count > 4);
    }

    [Fact]
    public void Less_is_asked_ahead_while_others_fetch_the_same()
    {
        var scheduler = New(1000);
        scheduler.Join(Set(1000, 0));

        Assert.Equal(128 * 1024, ClaimAll(scheduler, scheduler.Join()).Sum(r => r.Count * Piece));
    }

    [Fact]
    public void A_source_that_has_nothing_new_is_told_from_one_that_has()
    {
        var scheduler = New(10, [0, 9]);

        Assert.False(scheduler.Lacks(Set(10, 0, 9)));
        Assert.True(scheduler.Lacks(Set(10, 0, 8)));
        Assert.True(scheduler.Lacks(null));
        Assert.True(scheduler.AreDone(9, 9));
        Assert.False(scheduler.AreDone(8, 9));
    }

    [Fact]
    public void The_pieces_that_are_there_can_be_told_to_others()
    {
        var scheduler = New(10, [0, 9]);

        Assert.Equal([0x80, 0x40], scheduler.DonePieces());
    }

    private PieceScheduler New(int pieces, params int[] done) => new(PieceGeometry.Of((long)pieces * Piece), done, start: 0, _time, () => _completions++);

    private static PieceSet Set(int count, params int[] pieces)
    {
        var set = new PieceSet(count);
        foreach (var piece in pieces)
        {
            set[piece] = true;
        }

        return set;
    }

    private static IEnumerable<int> Pieces(PieceRange range) => Enumerable.Range(range.First, range.Count);

    private static List<PieceRange> ClaimAll(PieceScheduler scheduler, SourceClaims source)
    {
        var ranges = new List<PieceRange>();
        while (scheduler.TryClaim(source, out var range))
        {
            ranges.Add(range);
        }

        return ranges;
    }

    private static IEnumerable<int> Fetch(PieceScheduler scheduler, SourceClaims source, PieceRange range)
    {
        scheduler.Receive(source, range.Count * Piece);
        foreach (var piece in Pieces(range).ToList())
        {
            Assert.True(scheduler.Complete(source, piece));
        }

        return Pieces(range);
    }

    /// <summary>Sources claim what they may, and deliver so many pieces of it in this time.</summary>
    private void Run(PieceScheduler scheduler, TimeSpan time, params (SourceClaims Source, int Pieces)[] deliveries)
    {
        foreach (var (source, _) in deliveries)
        {
            if (!_queues.TryGetValue(source, out var queue))
            {
                _queues.Add(source, queue = new());
            }

            ClaimAll(scheduler, source).SelectMany(Pieces).ToList().ForEach(queue.Enqueue);
        }

        _time.Advance(time);
        foreach (var (source, pieces) in deliveries)
        {
            for (var count = 0; count < pieces && _queues[source].TryDequeue(out var piece); count++)
            {
                scheduler.Receive(source, Piece);
                scheduler.Complete(source, piece);
            }
        }

        foreach (var (source, _) in deliveries)
        {
            ClaimAll(scheduler, source).SelectMany(Pieces).ToList().ForEach(_queues[source].Enqueue);
        }
    }
}
