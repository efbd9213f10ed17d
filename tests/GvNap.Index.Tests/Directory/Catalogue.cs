using GvNap.Index.Directory;

namespace GvNap.Index.Tests.Directory;

/// <summary>The files that one peer shares, as the changes of its catalogue made them.</summary>
internal sealed class Catalogue
{
    private readonly SortedDictionary<uint, ReadOnlyMemory<byte>> _entries = [];

    /// <summary>The encoded entries, by number.</summary>
    public IReadOnlyDictionary<uint, ReadOnlyMemory<byte>> Entries => _entries;

    /// <summary>All of them.</summary>
    public IReadOnlyList<CatalogueEntry> All => [.. _entries.Select(entry => new CatalogueEntry(entry.Key, entry.Value))];

    /// <summary>Applies a change.</summary>
    public void Apply(CatalogueChange change)
    {
        if (change.Replace)
        {
            _entries.Clear();
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
}
