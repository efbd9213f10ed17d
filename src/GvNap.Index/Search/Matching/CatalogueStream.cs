using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>The entries of one peer.</summary>
internal sealed class CatalogueStream : EntryStream
{
    private readonly int[] _entries;
    private int _count;

    /// <param name="files">The peer's files.</param>
    public CatalogueStream(FileMap files)
    {
        var entries = new List<int>(files.Count);
        var isSorted = true;
        for (uint number = 0, end = files.End; number < end; number++)
        {
            var entry = files.Find(number);
            if (entry >= 0)
            {
                isSorted &= entries.Count == 0 || entries[^1] < entry;
                entries.Add(entry);
            }
        }

        if (!isSorted)
        {
            entries.Sort();
        }

        _entries = [.. entries];
        _count = _entries.Length;
    }

    /// <inheritdoc/>
    public override long Estimate => _entries.Length;

    /// <inheritdoc/>
    public override bool InFileName => true;

    /// <inheritdoc/>
    protected override bool Seek(int limit)
    {
        while (_count > 0 && _entries[_count - 1] > limit)
        {
            _count--;
        }

        Entry = _count > 0 ? _entries[_count - 1] : Entry;
        return _count > 0;
    }
}
