using GvNap.Protocol.Framing;

namespace GvNap.Index.Connections;

/// <summary>
/// Since when a connection's loop waits for a frame, and for the rest of one: what the <see cref="Watchdog"/> looks
/// at. While the loop is busy, or holds the connection back, the remote side is not to blame for silence.
/// </summary>
internal sealed class ReadWait(FrameReader reader, TimeProvider time)
{
    private const long Busy = long.MinValue;

    private readonly long _opened = time.GetTimestamp();
    private long _since = Busy;
    private long _frameSeen = Busy;
    private long _frameSince;

    /// <summary>How long the connection is open.</summary>
    public TimeSpan Age => time.GetElapsedTime(_opened);

    /// <summary>How long the loop has waited for the next frame to be complete; zero if it does not wait.</summary>
    public TimeSpan Silence => Volatile.Read(ref _since) is var since and not Busy ? time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>The loop waits.</summary>
    public void Begin() => Volatile.Write(ref _since, time.GetTimestamp());

    /// <summary>The loop got a frame, or ends.</summary>
    public void End() => Volatile.Write(ref _since, Busy);

    /// <summary>How long a frame that has begun was seen to be incomplete. For one caller, who asks again and again.</summary>
    public TimeSpan ObserveFrame()
    {
        var since = Volatile.Read(ref _since);
        if (since == Busy || !reader.IsInsideFrame)
        {
            _frameSeen = Busy;
            return TimeSpan.Zero;
        }

        if (_frameSeen != since)
        {
            (_frameSeen, _frameSince) = (since, time.GetTimestamp());
        }

        return time.GetElapsedTime(_frameSince);
    }
}
