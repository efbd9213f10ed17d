namespace GvNap.Index.Directory;

/// <summary>One file of a catalogue.</summary>
/// <param name="Number">The peer's own number for it.</param>
/// <param name="Entry">An encoded, checked <see cref="Protocol.Messages.FileEntry"/>; never changed after this.</param>
internal readonly record struct CatalogueEntry(uint Number, ReadOnlyMemory<byte> Entry);

/// <summary>One batch of changes to a catalogue. Removals apply before additions; an added number replaces what had it.</summary>
/// <param name="BaseVersion">The version to which it applies; without meaning if <paramref name="Replace"/>.</param>
/// <param name="Version">The version that it makes.</param>
/// <param name="Replace">Forget what was there before.</param>
/// <param name="Added">New entries.</param>
/// <param name="Removed">Numbers that go.</param>
internal sealed record CatalogueChange(ulong BaseVersion, ulong Version, bool Replace, IReadOnlyList<CatalogueEntry> Added, IReadOnlyList<uint> Removed)
{
    /// <summary>The change that makes a whole catalogue from nothing.</summary>
    public static CatalogueChange Whole(ulong version, IReadOnlyList<CatalogueEntry> entries) => new(0, version, Replace: true, entries, []);

    /// <summary>What a catalogue's entries are after this change.</summary>
    /// <param name="entries">What they were before.</param>
    public IReadOnlyList<CatalogueEntry> ApplyTo(IReadOnlyList<CatalogueEntry> entries)
    {
        var gone = new HashSet<uint>(Removed.Concat(Added.Select(entry => entry.Number)));
        return Replace ? Added : [.. entries.Where(entry => !gone.Contains(entry.Number)), .. Added];
    }
}
