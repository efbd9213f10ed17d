namespace GvNap.Index.Search.Matching;

/// <summary>All entries.</summary>
/// <param name="count">Entries.</param>
internal sealed class AllStream(int count) : EntryStream
{
    private int _next = count - 1;

    /// <inheritdoc/>
    public override long Estimate => count;

    /// <inheritdoc/>
    public override void Skip(int limit) => _next = Math.Min(_next, limit);

    /// <inheritdoc/>
    public override int Fill(Span<int> postings)
    {
        var filled = Math.Min(postings.Length, _next + 1);
        for (var index = 0; index < filled; index++)
        {
            postings[index] = (_next-- << 1) | 1;
        }

        return filled;
    }

    /// <inheritdoc/>
    public override void Look(ReadOnlySpan<int> postings, Span<byte> found) => found[..postings.Length].Fill(3);
}
