namespace GvNap.Index.Search.Matching;

/// <summary>Entries that meet a condition, newest first: it only goes down. Either all are taken with <see cref="Fill"/>, or some are looked for with <see cref="Look"/>.</summary>
internal abstract class EntryStream
{
    /// <summary>About how many entries there are.</summary>
    public abstract long Estimate { get; }

    /// <summary>Leaves out entries above <paramref name="limit"/>.</summary>
    public abstract void Skip(int limit);

    /// <summary>Takes the next entries.</summary>
    /// <param name="postings">Receives them, as postings: the entry number shifted left by one, plus 1 if what was looked for is in the file's own name, or if that has no meaning.</param>
    /// <returns>How many; 0 at the end.</returns>
    public abstract int Fill(Span<int> postings);

    /// <summary>Looks for entries.</summary>
    /// <param name="postings">The entries, as postings, newest first.</param>
    /// <param name="found">Receives for each 0 if it is not there, else 1, or 3 if it is in the file's own name or that has no meaning.</param>
    public abstract void Look(ReadOnlySpan<int> postings, Span<byte> found);

    /// <summary>Keeps those entries that are there.</summary>
    /// <param name="postings">The entries, as postings, newest first. Those that are kept are moved to the front, and are in the file's own name if they are here, too.</param>
    /// <param name="scratch">As many bytes, which are overwritten.</param>
    /// <returns>How many are kept.</returns>
    public virtual int Keep(Span<int> postings, Span<byte> scratch)
    {
        Look(postings, scratch);
        var kept = 0;
        for (var index = 0; index < postings.Length; index++)
        {
            postings[kept] = postings[index] & (~1 | (scratch[index] >> 1));
            kept += scratch[index] & 1;
        }

        return kept;
    }
}
