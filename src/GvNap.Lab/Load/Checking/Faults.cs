namespace GvNap.Lab.Load.Checking;

/// <summary>Counts what was wrong, and keeps the first few sentences about it. Any thread adds.</summary>
internal sealed class Faults
{
    private const int Kept = 10;

    private readonly Lock _gate = new();
    private readonly List<string> _first = [];
    private long _count;

    /// <summary>How many there were.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The first of them.</summary>
    public IReadOnlyList<string> First
    {
        get
        {
            lock (_gate)
            {
                return [.. _first];
            }
        }
    }

    /// <summary>Notes one.</summary>
    public void Add(string what)
    {
        lock (_gate)
        {
            _count++;
            if (_first.Count < Kept)
            {
                _first.Add(what);
            }
        }
    }
}
