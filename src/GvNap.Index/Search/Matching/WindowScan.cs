using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GvNap.Index.Search.Ranking;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>
/// Ranks all entries of a stream, 64 at a time where their state is the same: they have one merit, and those for which it is too low need only be counted.
/// </summary>
/// <param name="generation">What is searched.</param>
/// <param name="merits">What entries are worth.</param>
/// <param name="ranking">Receives the candidates.</param>
/// <param name="candidates">How many candidates are ranked.</param>
internal sealed class WindowScan(Generation generation, CandidateMerits merits, ResultRanking ranking, int candidates)
{
    private int _left = candidates;
    private int _known = EntryStates.None;
    private Merit _merit;
    private bool _isGrouped;

    /// <summary>Ranks the entries of a window.</summary>
    /// <returns>False if not all were ranked.</returns>
    public bool TryRank(WindowStream stream)
    {
        var present = stream.Present;
        var first = stream.Window << DenseMap.PageBits;
        var states = generation.States.FindShared(first, present.Length);
        for (var word = present.Length - 1; word >= 0; word--)
        {
            if (_left >= EntryStates.BlockLength && TryKnow(states[word]))
            {
                word = RankAlike(stream, states, word, first) + 1;
            }
            else if (present[word] != 0 && !TryRankEach(stream, word, first + (word * EntryStates.BlockLength)))
            {
                return false;
            }
        }

        return true;
    }

    // Whether what entries are worth is known of all that have this state, none of which shares its content with others.
    private bool TryKnow(int state)
    {
        if (state != EntryStates.None)
        {
            MeritOf(state);
        }

        return state != EntryStates.None && !_isGrouped;
    }

    // Goes down, at least by one, while the state stays the same and all fit, and returns where that ends.
    private int RankAlike(WindowStream stream, ReadOnlySpan<int> states, int word, int first)
    {
        var present = stream.Present;
        var (known, merit) = (_known, _merit);
        var (count, taken, most, counted) = (0, 0, _left - EntryStates.BlockLength, merit == default ? 0 : ulong.MaxValue);
        var bar = merit == default ? Bar.Closed : ranking.BarFor(merit);
        var inFileName = bar.IsClosed || stream.IsSparse ? [] : stream.InFileName;
        for (; word >= 0 && states[word] == known && count <= most; word--)
        {
            if (IsEndOfEmpty(present, word))
            {
                word -= Vector512<ulong>.Count - 1;
                continue;
            }

            var lanes = present[word] & counted;
            count += BitOperations.PopCount(lanes);
            if (!bar.IsClosed && lanes != 0)
            {
                var named = inFileName.IsEmpty ? stream.FindInFileName(word) : inFileName[word];
                var place = first + (word * EntryStates.BlockLength);
                if (bar.Admit(generation.Roots, place, lanes, named) is var admitted and not 0)
                {
                    ranking.Add(place, admitted & named, merit.For(inFileName: true));
                    ranking.Add(place, admitted & ~named, merit);
                    taken += BitOperations.PopCount(admitted);
                    bar = ranking.BarFor(merit);
                }
            }
        }

        ranking.LeaveOut(count - taken);
        _left -= count;
        return word;
    }

    // Whether this word and those below it, of as many as are looked at together, have no entries.
    private static bool IsEndOfEmpty(ReadOnlySpan<ulong> present, int word) =>
        word % Vector512<ulong>.Count == Vector512<ulong>.Count - 1
        && Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(present), (nuint)(word - Vector512<ulong>.Count + 1)) == Vector512<ulong>.Zero;

    private bool TryRankEach(WindowStream stream, int word, int first)
    {
        var inFileName = stream.FindInFileName(word);
        for (var lanes = stream.Present[word]; lanes != 0; lanes ^= 1ul << BitOperations.Log2(lanes))
        {
            var lane = BitOperations.Log2(lanes);
            var merit = MeritOf(generation.States.Find(first + lane));
            if (merit == default)
            {
                continue;
            }

            if (_left-- == 0)
            {
                return false;
            }

            ranking.Add(first + lane, _isGrouped, merit, ((inFileName >> lane) & 1) != 0);
        }

        return true;
    }

    private Merit MeritOf(int found)
    {
        if (found != _known)
        {
            (_known, _merit) = (found, merits.Of(found, out _isGrouped));
        }

        return _merit;
    }
}
