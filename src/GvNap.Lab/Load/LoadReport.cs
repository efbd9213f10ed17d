namespace GvNap.Lab.Load;

/// <summary>What a load came to; written as JSON as it is.</summary>
internal sealed record LoadReport
{
    /// <summary>Limits of the own server that were lifted.</summary>
    public IReadOnlyList<string> LiftedLimits { get; init; } = [];

    /// <summary>Peers that registered.</summary>
    public int Peers { get; init; }

    /// <summary>Files that they shared.</summary>
    public int Files { get; init; }

    /// <summary>From the first connection until the last file was acknowledged.</summary>
    public double RegistrationSeconds { get; init; }

    /// <summary>Files a second meanwhile.</summary>
    public double FilesPerSecond { get; init; }

    /// <summary>How long batches of files took while all registered.</summary>
    public LatencyReport? Shares { get; init; }

    /// <summary>What was searched; null: nothing was.</summary>
    public SearchReport? Searches { get; init; }

    /// <summary>Files a second that came and went.</summary>
    public double ChurnPerSecond { get; init; }

    /// <summary>Peers that crashed, fell silent or quit, all of which came back.</summary>
    public long Departures { get; init; }

    /// <summary>How long batches of files took during the searches.</summary>
    public LatencyReport? ChurnShares { get; init; }

    /// <summary>Time after the end until all servers listed exactly what is shared; null: not compared.</summary>
    public double? AgreedAfterSeconds { get; init; }

    /// <summary>Times from silent peers' last signs of life until no server showed their files.</summary>
    public IReadOnlyList<double> SilentSeconds { get; init; } = [];

    /// <summary>The server before anybody registered, if it is watched.</summary>
    public ServerUse? ServerBefore { get; init; }

    /// <summary>The server when all had registered.</summary>
    public ServerUse? ServerRegistered { get; init; }

    /// <summary>The server after the searches.</summary>
    public ServerUse? ServerAfter { get; init; }

    /// <summary>How long the searches, or the wait in place of them, took.</summary>
    public double Seconds { get; init; }

    /// <summary>What was wrong: answers, refusals, listings.</summary>
    public long Wrong { get; init; }

    /// <summary>The first of that.</summary>
    public IReadOnlyList<string> FirstWrong { get; init; } = [];
}
