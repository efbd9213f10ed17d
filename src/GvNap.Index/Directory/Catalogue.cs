namespace GvNap.Index.Directory;

/// <summary>The files that one peer shares, by its own numbers, at one version. Not safe for concurrent use.</summary>
internal sealed class Catalogue : CatalogueNumbers
{
    private Dictionary<uint, ReadOnlyMemory<byte>> _entries = [];

    /// <summary>The encoded entries, by number.</summary>
    public IReadOnlyDictionary<uint, ReadOnlyMemory<byte>> Entries => _entries;

    /// <inheritdoc/>
    public override void Apply(CatalogueChange change)
    {
        base.Apply(change);
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
    }

    /// <summary>The change that makes this catalogue from nothing.</summary>
    public CatalogueChange Everything() =>
        new(0, Version, Replace: true, [.. _entries.Select(entry => new CatalogueEntry(entry.Key, entry.Value))], []);
}
