namespace GvNap.Index.Search.Matching;

/// <summary>All entries.</summary>
/// <param name="count">Entries.</param>
internal sealed class AllStream(int count) : EntryStream
{
    /// <inheritdoc/>
    public override long Estimate => count;

    /// <inheritdoc/>
    public override bool InFileName => true;

    /// <inheritdoc/>
    protected override bool Seek(int limit)
    {
        Entry = Math.Min(limit, count - 1);
        return Entry >= 0;
    }
}
