namespace GvNap.Lab.Load.Searching;

/// <summary>What came of the searches of one thread.</summary>
internal sealed class SearchTally
{
    /// <summary>How long answers took.</summary>
    public Latencies Latencies { get; } = new();

    /// <summary>Answers that were checked.</summary>
    public long Checked { get; set; }

    /// <summary>Searches that were refused with an error.</summary>
    public long Refused { get; set; }

    /// <summary>Searches whose connection broke before the answer.</summary>
    public long Lost { get; set; }

    /// <summary>Adds what another thread had.</summary>
    public void Add(SearchTally other)
    {
        Latencies.Add(other.Latencies);
        Checked += other.Checked;
        Refused += other.Refused;
        Lost += other.Lost;
    }
}
