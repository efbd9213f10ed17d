namespace GvNap.Peer.Transfers;

/// <summary>
/// The sources of a download, in the order in which they became known. Whoever lied is not asked again, neither as the
/// same peer nor at the same endpoint. One caller at a time changes it; anybody may read.
/// </summary>
internal sealed class SourceBook
{
    private volatile IReadOnlyList<SourceEntry> _entries = [];

    /// <summary>All sources.</summary>
    public IReadOnlyList<SourceEntry> Entries => _entries;

    /// <summary>What each source did.</summary>
    public IReadOnlyList<SourceReport> Reports => [.. _entries.Select(entry => new SourceReport(entry.Source, entry.Bytes, entry.Failure?.Message)
    {
        Endpoint = entry.Endpoint,
        RejectedPieces = entry.RejectedPieces,
    })];

    /// <summary>Those that should be asked and are not yet.</summary>
    public IEnumerable<SourceEntry> Due => _entries.Where(entry => entry is { IsDue: true, IsRunning: false, Failure: not { IsFinal: true } } && Trusted(entry.Source) is not null);

    /// <summary>The sources that were given up.</summary>
    public IReadOnlyList<(DownloadSource Source, SourceFailure Failure)> Failures => [.. _entries.Where(e => e.Failure is not null).Select(e => (e.Source, e.Failure!))];

    /// <summary>What is going on, for a person; empty if nothing is.</summary>
    public string Doing
    {
        get
        {
            var sending = _entries.Where(entry => entry.IsSending).ToList();
            return sending.Count switch
            {
                0 => _entries.Select(entry => entry.Doing).FirstOrDefault(doing => doing.Length > 0) ?? "",
                1 => $"downloading from {sending[0].Source}",
                _ => $"downloading from {sending.Count} sources",
            };
        }
    }

    /// <summary>Adds sources; of a known one, the endpoints are renewed.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="again">Whether those that were given up, but not for good, are asked again.</param>
    public void Add(IEnumerable<DownloadSource> sources, bool again)
    {
        var entries = _entries.ToList();
        foreach (var source in sources)
        {
            if (entries.Find(entry => IsSame(entry.Source, source)) is not { } known)
            {
                entries.Add(new SourceEntry(source));
                continue;
            }

            known.Source = source;
            known.IsDue |= again && !known.IsRunning;
        }

        _entries = entries;
    }

    /// <summary>A source without the endpoints at which another one lied; null if nothing is left of it.</summary>
    public DownloadSource? Trusted(DownloadSource source)
    {
        var liars = _entries.Where(entry => entry is { Failure.Kind: SourceFailureKind.Lied, Endpoint: not null }).Select(entry => entry.Endpoint).ToHashSet();
        var trusted = source.Endpoints.Where(endpoint => !liars.Contains(EndpointDialer.Describe(endpoint))).ToList();
        return trusted.Count > 0 || source.Endpoints.Count == 0 ? source with { Endpoints = trusted } : null;
    }

    private static bool IsSame(DownloadSource a, DownloadSource b) =>
        a.Peer is null && b.Peer is null ? a.Endpoints.SequenceEqual(b.Endpoints) : a.Peer == b.Peer;
}
