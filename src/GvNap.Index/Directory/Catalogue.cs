namespace GvNap.Index.Directory;

/// <summary>The files that one peer shares, by its own numbers, at one version. Not safe for concurrent use.</summary>
internal sealed class Catalogue
{
    private Dictionary<uint, ReadOnlyMemory<byte>> _entries = [];

    /// <summary>The version, chosen by the peer; 0: nothing was shared yet.</summary>
    public ulong Version { get; private set; }

    /// <summary>Number of files.</summary>
    public int Count => _entries.Count;

    /// <summary>The encoded entries, by number.</summary>
    public IReadOnlyDictionary<uint, ReadOnlyMemory<byte>> Entries => _entries;

    /// <summary>
    /// What becomes of a batch. <see cref="ShareOutcome.Applied"/> says that it may be applied, or was:
    /// then <see cref="Version"/> is the batch's already.
    /// </summary>
    public ShareOutcome Check(CatalogueChange change, int limit)
    {
        if (change.Version == Version)
        {
            return ShareOutcome.Applied;
        }

        if (!change.Replace && change.BaseVersion != Version)
        {
            return ShareOutcome.Mismatch;
        }

        return CountAfter(change) > limit ? ShareOutcome.Limit : ShareOutcome.Applied;
    }

    /// <summary>Applies a batch that was checked.</summary>
    public void Apply(CatalogueChange change)
    {
        if (change.Replace)
        {
            _entries = new(change.Added.Count);
        }

        foreach (var number in change.Removed)
        {
            _entries.Remove(number);
        }

        foreach (var (number, entry) in change.Added)
        {
            _entries[number] = entry;
        }

        Version = change.Version;
    }

    /// <summary>The change that makes this catalogue from nothing.</summary>
    public CatalogueChange Everything() =>
        new(0, Version, Replace: true, [.. _entries.Select(entry => new CatalogueEntry(entry.Key, entry.Value))], []);

    private int CountAfter(CatalogueChange change)
    {
        var added = new HashSet<uint>(change.Added.Select(entry => entry.Number));
        if (change.Replace)
        {
            return added.Count;
        }

        var removed = new HashSet<uint>(change.Removed.Where(number => _entries.ContainsKey(number) && !added.Contains(number)));
        return _entries.Count - removed.Count + added.Count(number => !_entries.ContainsKey(number));
    }
}
