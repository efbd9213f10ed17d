using GvNap.Peer.IndexClient;

namespace GvNap.Lab.Load;

/// <summary>What load is driven, and against what.</summary>
internal sealed record LoadOptions
{
    /// <summary>The index servers; empty: one of this process's own.</summary>
    public IReadOnlyList<IndexAddress> Index { get; init; } = [];

    /// <summary>A Redis for the own server's directory; null: memory.</summary>
    public string? Redis { get; init; }

    /// <summary>Peers that register.</summary>
    public int Peers { get; init; } = 1_000;

    /// <summary>Files that each of them shares.</summary>
    public int FilesPerPeer { get; init; } = 100;

    /// <summary>Files whose words are searched for, if that is more than what is shared: another load shares them.</summary>
    public int Corpus { get; init; }

    /// <summary>Searches a second of all connections together; null: as fast as they are answered.</summary>
    public int? SearchesPerSecond { get; init; }

    /// <summary>Connections that search.</summary>
    public int Connections { get; init; } = 50;

    /// <summary>Searches that a connection has under way at once.</summary>
    public int Pipeline { get; init; } = 1;

    /// <summary>Results a page.</summary>
    public int Results { get; init; } = 20;

    /// <summary>Which words are searched for.</summary>
    public QueryKind Queries { get; init; } = QueryKind.Drawn;

    /// <summary>Files a second that come and go, by peers that crash, resume, quit, join and exchange files.</summary>
    public int Churn { get; init; }

    /// <summary>How long is searched.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What all that is random is drawn from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>One answer in so many is checked; 0: none.</summary>
    public int Check { get; init; } = 1;

    /// <summary>How long another server than a peer's own may not know yet what that one acknowledged.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a peer tries to come, or to come back, before the load is given up: a name that a killed load left is free a while after its lease.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Peers that fall silent after the searches, to see how long they stay in the results.</summary>
    public int Silent { get; init; }

    /// <summary>Whether all catalogues are compared with what the servers list, after the searches.</summary>
    public bool Compare { get; init; } = true;

    /// <summary>The process of the index server, whose memory and processor time are watched; null: not watched.</summary>
    public int? ServerProcess { get; init; }

    /// <summary>All files.</summary>
    public int Files => Peers * FilesPerPeer;
}
