namespace GvNap.Peer.Sharing;

/// <summary>What a scan of the share folder found.</summary>
internal sealed class ShareScan
{
    private readonly List<RefusedFile> _refused = [];
    private readonly List<string> _collisions = [];
    private readonly HashSet<string> _caseless = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What decides which files are shared.</summary>
    public required ShareMode Mode { get; init; }

    /// <summary>Why the list cannot be used.</summary>
    public string? ListProblem { get; init; }

    /// <summary>The files by name.</summary>
    public Dictionary<string, FoundFile> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The first of the refused ones.</summary>
    public IReadOnlyList<RefusedFile> Refused => _refused;

    /// <summary>All refused ones.</summary>
    public int RefusedCount { get; private set; }

    /// <summary>Names that differ from others only in case.</summary>
    public IReadOnlyList<string> Collisions => _collisions;

    /// <summary>Adds a file.</summary>
    public void Add(FoundFile file)
    {
        if (!Files.TryAdd(file.Name, file))
        {
            Refuse(file.Name, "It is listed twice.");
        }
        else if (!_caseless.Add(file.Name) && _collisions.Count < ShareStatus.MaxRefused)
        {
            _collisions.Add(file.Name);
        }
    }

    /// <summary>Notes a file that is not shared.</summary>
    public void Refuse(string name, string reason)
    {
        RefusedCount++;
        if (_refused.Count < ShareStatus.MaxRefused)
        {
            _refused.Add(new RefusedFile(name, reason));
        }
    }
}
