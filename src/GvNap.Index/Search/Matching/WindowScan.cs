using System.Numerics;
using GvNap.Index.Search.Ranking;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>
/// Ranks all entries of a stream, many at once where their state is the same: they have one merit, and those for which it is too low need only be counted.
/// </summary>
/// <param name="generation">What is searched.</param>
/// <param name="merits">What entries are worth.</param>
/// <param name="ranking">Receives the candidates.</param>
/// <param name="candidates">How many candidates are ranked.</param>
internal sealed class WindowScan(Generation generation, CandidateMerits merits, ResultRanking ranking, int candidates) : IDisposable
{
    private readonly FoundRuns _runs = new(generation, ranking);
    private int _left = candidates;
    private int _known = EntryStates.None;
    private Merit _merit;
    private bool _isGrouped;

    /// <summary>Ranks the entries of a window.</summary>
    /// <returns>False if not all were ranked.</returns>
    public bool TryRank(WindowStream stream)
    {
        if (!stream.Present.ContainsAnyExcept(0ul))
        {
            return true;
        }

        var first = stream.Window << DenseMap.PageBits;
        var states = generation.States.FindShared(first, DenseMap.HalfWords);
        for (var end = states.Length; end > 0;)
        {
            var begin = TryKnow(states[end - 1]) ? TakeAlike(stream, BeginOfAlike(states, end), end) : end;
            if (begin < end)
            {
                end = begin;
            }
            else if (!TryRankEach(stream, --end, first + (end * EntryStates.BlockLength)))
            {
                return false;
            }
        }

        if (!stream.CanReturn)
        {
            Finish(stream);
        }

        return true;
    }

    /// <summary>Ranks what was found: to be called at the end.</summary>
    public void Finish(WindowStream stream) => _runs.Rank(stream);

    /// <inheritdoc/>
    public void Dispose() => _runs.Dispose();

    // Whether what entries are worth is known of all that have this state, none of which shares its content with others.
    private bool TryKnow(int state)
    {
        if (state != EntryStates.None)
        {
            MeritOf(state);
        }

        return state != EntryStates.None && !_isGrouped;
    }

    // Where the words begin, up to an end, that have the state of the last.
    private static int BeginOfAlike(ReadOnlySpan<int> states, int end) => states[..end].LastIndexOfAnyExcept(states[end - 1]) + 1;

    // Takes in the last of these words, as many as may still be candidates, and returns where they begin.
    private int TakeAlike(WindowStream stream, int begin, int end)
    {
        if (_merit == default)
        {
            return begin;
        }

        var count = stream.Count(begin, end);
        while (count > _left && begin < end)
        {
            begin += (end - begin + 1) / 2;
            count = stream.Count(begin, end);
        }

        if (count > 0)
        {
            _runs.Add(_merit, stream.Window, begin, end, count);
            _left -= count;
        }

        return begin;
    }

    private bool TryRankEach(WindowStream stream, int word, int first)
    {
        var lanes = stream.Present[word];
        var inFileName = lanes == 0 ? 0 : stream.FindInFileName(word);
        for (; lanes != 0; lanes ^= 1ul << BitOperations.Log2(lanes))
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
