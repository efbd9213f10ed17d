namespace GvNap.Lab.Load;

/// <summary><see cref="Latencies"/> to which any thread adds.</summary>
internal sealed class SharedLatencies
{
    private readonly Lock _gate = new();
    private Latencies _latencies = new();

    /// <summary>Adds a time.</summary>
    public void Add(TimeSpan time)
    {
        lock (_gate)
        {
            _latencies.Add(time);
        }
    }

    /// <summary>Takes all that was added, and begins anew.</summary>
    public Latencies Take()
    {
        lock (_gate)
        {
            var taken = _latencies;
            _latencies = new();
            return taken;
        }
    }
}
