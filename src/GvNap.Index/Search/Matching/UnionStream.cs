namespace GvNap.Index.Search.Matching;

/// <summary>The entries of any of several terms.</summary>
internal sealed class UnionStream : EntryStream
{
    // Highest posting first, so that of an entry's postings the one in the file's own name is on top.
    private readonly PriorityQueue<TermStream, int> _streams = new();

    /// <param name="streams">The terms' entries.</param>
    /// <param name="limit">Highest entry to look at.</param>
    public UnionStream(IEnumerable<TermStream> streams, int limit)
    {
        foreach (var stream in streams)
        {
            Estimate += stream.Estimate;
            if (stream.TrySeek(limit))
            {
                _streams.Enqueue(stream, -stream.Posting);
            }
        }
    }

    /// <inheritdoc/>
    public override long Estimate { get; }

    /// <inheritdoc/>
    public override bool InFileName => _streams.Peek().InFileName;

    /// <inheritdoc/>
    protected override bool Seek(int limit)
    {
        while (_streams.TryPeek(out var top, out _))
        {
            if (top.Entry <= limit)
            {
                Entry = top.Entry;
                return true;
            }

            if (top.TrySeek(limit))
            {
                _streams.DequeueEnqueue(top, -top.Posting);
            }
            else
            {
                _streams.Dequeue();
            }
        }

        return false;
    }
}
