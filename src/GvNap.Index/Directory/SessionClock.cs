namespace GvNap.Index.Directory;

/// <summary>What session numbers are drawn from: they grow even when the number before is not known any more.</summary>
internal static class SessionClock
{
    /// <summary>Microseconds since 1970, UTC.</summary>
    public static long Now(TimeProvider time) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
