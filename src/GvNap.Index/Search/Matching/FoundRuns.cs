using System.Buffers;
using System.Numerics;
using GvNap.Index.Search.Ranking;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>
/// Runs of neighbouring candidates of one peer, and so of one merit, each the only one of its content id. They are ranked the best merit first: once a
/// page is full of it, all others need not be looked at.
/// </summary>
/// <param name="generation">What is searched.</param>
/// <param name="ranking">Receives the candidates.</param>
internal sealed class FoundRuns(Generation generation, ResultRanking ranking) : IDisposable
{
    private const int FirstRuns = 160;

    // Borrowed: of all that a search needs this is the most.
    private Run[] _runs = [];
    private int _count;

    /// <summary>Adds a run, which is not ranked yet.</summary>
    /// <param name="merit">How good its candidates are, if they do not match in the file's own name.</param>
    /// <param name="window">Their window.</param>
    /// <param name="begin">The window's first word of the run.</param>
    /// <param name="end">The first that is none of it any more.</param>
    /// <param name="count">How many candidates.</param>
    public void Add(Merit merit, int window, int begin, int end, int count)
    {
        if (_count == _runs.Length)
        {
            Grow();
        }

        _runs[_count++] = new Run(merit, window, (short)begin, (short)end, count);
    }

    /// <summary>Ranks the runs, and forgets them.</summary>
    /// <param name="stream">What found them. If it cannot return, they are of the window that was loaded last.</param>
    public void Rank(WindowStream stream)
    {
        var others = RankBest(stream, _runs.AsSpan(0, _count));
        if (!others.IsEmpty && !ranking.BarFor(BestOf(others)).IsClosed)
        {
            others.Sort();
        }

        foreach (var run in others)
        {
            Rank(stream, run);
        }

        _count = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<Run>.Shared.Return(_runs);
        _runs = [];
    }

    private void Grow()
    {
        var larger = ArrayPool<Run>.Shared.Rent(Math.Max(FirstRuns, 2 * _runs.Length));
        _runs.CopyTo(larger, 0);
        Dispose();
        _runs = larger;
    }

    // Ranks those of the best merit, and returns the others.
    private Span<Run> RankBest(WindowStream stream, Span<Run> runs)
    {
        var (best, others) = (BestOf(runs), 0);
        foreach (var run in runs)
        {
            if (run.Merit == best)
            {
                Rank(stream, run);
            }
            else
            {
                runs[others++] = run;
            }
        }

        return runs[..others];
    }

    private static Merit BestOf(ReadOnlySpan<Run> runs)
    {
        var best = default(Merit);
        foreach (var run in runs)
        {
            best = run.Merit.Value > best.Value ? run.Merit : best;
        }

        return best;
    }

    private void Rank(WindowStream stream, in Run run)
    {
        var bar = ranking.BarFor(run.Merit);
        ranking.LeaveOut(run.Count - (bar.IsClosed ? 0 : TakeOf(stream, run, bar)));
    }

    // Takes in those that may be among the best, and returns how many.
    private int TakeOf(WindowStream stream, in Run run, Bar bar)
    {
        if (stream.CanReturn)
        {
            stream.Return(run.Window, run.Begin, run.End);
        }

        var (merit, taken, first) = (run.Merit, 0, run.Window << DenseMap.PageBits);
        var present = stream.Present;
        var sieve = bar.Sift(generation.Roots, first, present.Length);
        for (var word = run.End - 1; word >= run.Begin; word--)
        {
            var lanes = present[word] & (sieve.IsEmpty ? ulong.MaxValue : sieve[word]);
            if (lanes == 0)
            {
                continue;
            }

            var place = first + (word * EntryStates.BlockLength);
            var named = lanes & stream.FindInFileName(word);
            var others = bar.Elsewhere < 0 ? 0 : lanes ^ named;
            ranking.Add(place, named, merit.For(inFileName: true));
            ranking.Add(place, others, merit);
            taken += BitOperations.PopCount(named | others);
            bar = ranking.BarFor(merit);
            sieve = bar.Sift(generation.Roots, first, present.Length);
        }

        return taken;
    }

    // The best come first, and of those the newest.
    private readonly record struct Run(Merit Merit, int Window, short Begin, short End, int Count) : IComparable<Run>
    {
        public int CompareTo(Run other) => other.Merit.CompareTo(Merit) is var order && order != 0 ? order : other.Window.CompareTo(Window);
    }
}
