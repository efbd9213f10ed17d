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
    public override void Skip(int limit)
    {
        var place = Array.BinarySearch(_entries, 0, _count, limit);
        _count = place < 0 ? ~place : place + 1;
    }

    /// <inheritdoc/>
    public override int Fill(Span<int> postings)
    {
        var filled = Math.Min(postings.Length, _count);
        for (var index = 0; index < filled; index++)
        {
            postings[index] = (_entries[--_count] << 1) | 1;
        }

        return filled;
    }

    /// <inheritdoc/>
    public override void Look(ReadOnlySpan<int> postings, Span<byte> found)
    {
        for (var index = 0; index < postings.Length; index++)
        {
            Skip(postings[index] >> 1);
            found[index] = _count > 0 && _entries[_count - 1] == postings[index] >> 1 ? (byte)3 : (byte)0;
        }
    }
}
