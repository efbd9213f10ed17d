using System.Numerics;
using GvNap.Index.Search.Ranking;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>
/// Ranks all entries of a stream, 64 at a time where their state is the same: they have one merit, and if it is too low they need only be counted.
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
            word = CountLow(present, states, word);
            if (word >= 0 && present[word] != 0 && !TryRank(stream, word, states[word], first + (word * EntryStates.BlockLength)))
            {
                return false;
            }
        }

        return true;
    }

    // Goes down while the state stays the same and its merit is too low, or none at all, and returns where it ends. No branch depends on the entries.
    private int CountLow(ReadOnlySpan<ulong> present, ReadOnlySpan<int> states, int word)
    {
        var (known, isResult) = (_known, _merit != default);
        if (known == EntryStates.None || (isResult && (_isGrouped || !ranking.IsLow(_merit.For(inFileName: true)))))
        {
            return word;
        }

        var (count, most) = (0, _left - EntryStates.BlockLength);
        var counted = isResult ? ulong.MaxValue : 0;
        for (; word >= 0 && states[word] == known && count <= most; word--)
        {
            count += BitOperations.PopCount(present[word] & counted);
        }

        ranking.AddLow(count);
        _left -= count;
        return word;
    }

    private bool TryRank(WindowStream stream, int word, int shared, int first)
    {
        var lanes = stream.Present[word];
        var count = BitOperations.PopCount(lanes);
        if (shared == EntryStates.None || new EntryState(shared).IsGrouped || count > _left)
        {
            return TryRankEach(lanes, stream.InFileName(word), first);
        }

        if (MeritOf(shared) is var merit && merit != default)
        {
            _left -= count;
            ranking.AddAll(first, lanes, stream.InFileName(word), merit);
        }

        return true;
    }

    private bool TryRankEach(ulong lanes, ulong inFileName, int first)
    {
        for (; lanes != 0; lanes ^= 1ul << BitOperations.Log2(lanes))
        {
            var lane = BitOperations.Log2(lanes);
            var found = generation.States.Find(first + lane);
            var merit = MeritOf(found);
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
