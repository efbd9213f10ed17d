using System.Diagnostics;

namespace GvNap.Lab.Load.Searching;

/// <summary>
/// When searches are to be sent. At a given rate each has its moment, from which it is timed even if it could only be
/// sent later: a server that stalls is charged with all that it kept waiting. Without a rate they go when they can.
/// </summary>
/// <param name="perSecond">Searches a second; null: as fast as possible.</param>
internal sealed class Pace(double? perSecond)
{
    private readonly double _interval = Stopwatch.Frequency / (perSecond ?? double.PositiveInfinity);
    private long _start;
    private long _taken;

    /// <summary>The next one's moment.</summary>
    public long Next => _start + (perSecond is null ? 0 : (long)(_taken * _interval));

    /// <summary>Begins to count.</summary>
    /// <param name="start">The first one's moment, as a timestamp of the stopwatch.</param>
    public void Begin(long start) => (_start, _taken) = (start, 0);

    /// <summary>Takes the next one, if its moment has come.</summary>
    /// <param name="now">A timestamp.</param>
    /// <param name="moment">From when it is timed.</param>
    public bool TryTake(long now, out long moment)
    {
        moment = perSecond is null ? now : Next;
        if (moment > now)
        {
            return false;
        }

        _taken++;
        return true;
    }
}
