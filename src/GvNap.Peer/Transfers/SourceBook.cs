namespace GvNap.Peer.Transfers;

/// <summary>The sources of a download, in the order in which they became known, and what became of each.</summary>
internal sealed class SourceBook
{
    private readonly List<Entry> _entries = [];

    /// <summary>What each source did.</summary>
    public IReadOnlyList<SourceReport> Reports => [.. _entries.Select(e => new SourceReport(e.Source, Interlocked.Read(ref e.Bytes), e.Failure?.Message))];

    /// <summary>Those that may be asked.</summary>
    public IReadOnlyList<Entry> Usable => [.. _entries.Where(e => e.Failure is not { IsFinal: true })];

    /// <summary>The sources that were given up.</summary>
    public IReadOnlyList<(DownloadSource Source, SourceFailure Failure)> Failures => [.. _entries.Where(e => e.Failure is not null).Select(e => (e.Source, e.Failure!))];

    /// <summary>Adds sources; of a known one, the endpoints are renewed.</summary>
    public void Add(IEnumerable<DownloadSource> sources)
    {
        foreach (var source in sources)
        {
            if (_entries.Find(e => IsSame(e.Source, source)) is { } known)
            {
                known.Source = source;
            }
            else
            {
                _entries.Add(new Entry { Source = source });
            }
        }
    }

    private static bool IsSame(DownloadSource a, DownloadSource b) =>
        a.Peer is null && b.Peer is null ? a.Endpoints.SequenceEqual(b.Endpoints) : a.Peer == b.Peer;

    /// <summary>A source and what became of it.</summary>
    internal sealed class Entry
    {
        /// <summary>Verified bytes that came from it.</summary>
        public long Bytes;

        /// <summary>The source.</summary>
        public required DownloadSource Source { get; set; }

        /// <summary>Why it was given up the last time; null if it was not.</summary>
        public SourceFailure? Failure { get; set; }
    }
}
