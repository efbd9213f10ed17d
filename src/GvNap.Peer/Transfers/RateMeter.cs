namespace GvNap.Peer.Transfers;

/// <summary>A smoothed rate: samples lose weight with a time constant of two seconds. One caller at a time.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private const double TimeConstant = 2;

    private long _lastTime = time.GetTimestamp();
    private long _lastBytes = -1;

    /// <summary>Bytes a second.</summary>
    public double Rate { get; private set; }

    /// <summary>Takes a sample.</summary>
    /// <param name="bytes">Bytes so far; the first sample is where counting starts.</param>
    public void Sample(long bytes)
    {
        var seconds = time.GetElapsedTime(_lastTime).TotalSeconds;
        if (_lastBytes >= 0 && seconds <= 0)
        {
            return;
        }

        if (_lastBytes >= 0)
        {
            var current = Math.Max(0, bytes - _lastBytes) / seconds;
            Rate = Rate == 0 ? current : Rate + ((current - Rate) * (1 - Math.Exp(-seconds / TimeConstant)));
        }

        (_lastBytes, _lastTime) = (bytes, time.GetTimestamp());
    }
}
