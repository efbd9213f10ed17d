using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers.Scheduling;

/// <summary>
/// The end of a download: a source that has nothing to do fetches what a much slower one has been asked for as well, and
/// whoever is first with a piece wins. What the slow one would come to last is taken first, so that the two meet in the middle.
/// </summary>
internal static class LateRange
{
    /// <summary>Whoever is to race must be so many times as fast.</summary>
    private const double Advantage = 2;

    /// <summary>And win so much, seconds: less is not worth the bytes that come twice.</summary>
    private const double LeastGain = 0.02;

    /// <summary>Finds the range that would be there last.</summary>
    /// <param name="sources">All sources.</param>
    /// <param name="idle">The one that is to race; it must have nothing else to do.</param>
    /// <param name="done">Pieces that are written.</param>
    /// <param name="most">Pieces at most.</param>
    /// <param name="geometry">The file's pieces.</param>
    /// <returns>Null if no race is worth it.</returns>
    public static PieceRange? Find(List<SourceClaims> sources, SourceClaims idle, PieceSet done, int most, PieceGeometry geometry)
    {
        if (idle.Outstanding.Count > 0)
        {
            return null;
        }

        PieceRange? latest = null;
        var latestTime = 0.0;
        foreach (var range in sources.Where(source => source != idle).SelectMany(source => source.Outstanding))
        {
            if (Missing(range, idle, done, most) is not { } missing)
            {
                continue;
            }

            var wait = sources.Where(source => source != idle && source.IsFetching(missing.End - 1)).Min(source => source.TimeUntil(missing.End - 1));
            if (wait > latestTime && wait > (Advantage * idle.TimeFor(missing.LengthIn(geometry))) + LeastGain)
            {
                (latest, latestTime) = (missing, wait);
            }
        }

        return latest;
    }

    /// <summary>The pieces of a range from the first on that is not there and that the idle source has and does not have in hand.</summary>
    private static PieceRange? Missing(PieceRange range, SourceClaims idle, PieceSet done, int most)
    {
        bool IsWanted(int piece) => !done[piece] && idle.Has(piece) && !idle.Claims(piece);

        var first = range.First;
        while (first < range.End && !IsWanted(first))
        {
            first++;
        }

        var end = first;
        while (end < range.End && end - first < most && IsWanted(end))
        {
            end++;
        }

        return end > first ? new PieceRange(first, end - first) : null;
    }
}
