namespace GvNap.Peer.Transfers.Scheduling;

/// <summary>
/// How fast a source delivers while something is asked of it: bytes and time both lose weight with a time constant of half
/// a second, so that bursts do not mislead, and the rate falls by itself while nothing comes. Not safe for concurrent use.
/// </summary>
internal sealed class Pace(TimeProvider time)
{
    private const double TimeConstant = 0.5;

    /// <summary>Less time is taken for this much: what comes out of buffers at the start says little.</summary>
    private const double LeastTime = 0.1;

    private double _bytes;
    private double _seconds;
    private long _last;
    private bool _isRunning;

    /// <summary>Bytes a second; 0 while nothing has come.</summary>
    public double Rate
    {
        get
        {
            Advance();
            return _bytes / Math.Max(_seconds, LeastTime);
        }
    }

    /// <summary>Seconds, weighted, that something was asked of the source.</summary>
    public double Waited
    {
        get
        {
            Advance();
            return _seconds;
        }
    }

    /// <summary>Something is asked of the source.</summary>
    public void Resume() => (_last, _isRunning) = (time.GetTimestamp(), true);

    /// <summary>Nothing is asked of it.</summary>
    public void Pause()
    {
        Advance();
        _isRunning = false;
    }

    /// <summary>Bytes came.</summary>
    public void Add(int bytes)
    {
        Advance();
        _bytes += bytes;
    }

    private void Advance()
    {
        if (!_isRunning)
        {
            return;
        }

        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_last, now).TotalSeconds;
        var weight = Math.Exp(-elapsed / TimeConstant);
        (_bytes, _seconds, _last) = (_bytes * weight, (_seconds * weight) + (TimeConstant * (1 - weight)), now);
    }
}
