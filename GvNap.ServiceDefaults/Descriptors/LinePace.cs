namespace GvNap.ServiceDefaults.Descriptors;

/// <summary>Lets one line of a log through in a second, and counts what it stands for: a flood of connections is no flood of lines. Any thread may ask.</summary>
/// <param name="time">The clock.</param>
public sealed class LinePace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long? _last;
    private int _count;

    /// <summary>Something happened that is worth a line.</summary>
    /// <param name="count">How often it happened since the last line, this time included.</param>
    /// <returns>Whether the line is to be written.</returns>
    public bool TryTake(out int count)
    {
        lock (_gate)
        {
            count = ++_count;
            if (_last is { } last && time.GetElapsedTime(last) < Interval)
            {
                return false;
            }

            (_last, _count) = (time.GetTimestamp(), 0);
            return true;
        }
    }
}
