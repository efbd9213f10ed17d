using System.Globalization;

namespace GvNap.EndToEnd.Tests.Load;

/// <summary>How large and how long the tests of faults under load are: quick, or, if <c>GVNAP_TEST_FULL_SCALE</c> is set, 10,000 peers with a million files.</summary>
internal sealed record FaultScale
{
    private static readonly FaultScale Quick = new();

    private static readonly FaultScale Full = new()
    {
        Peers = 10_000,
        FilesPerPeer = 100,
        Churn = 5_000,
        SearchesPerSecond = 1_000,
        Lease = TimeSpan.FromSeconds(15),
        Interval = TimeSpan.FromSeconds(15),
        Pause = TimeSpan.FromSeconds(10),
        Kills = 8,
        Patience = TimeSpan.FromMinutes(10),
    };

    /// <summary>The one that was asked for.</summary>
    public static FaultScale Current { get; } = Environment.GetEnvironmentVariable("GVNAP_TEST_FULL_SCALE") is { Length: > 0 } ? Full : Quick;

    /// <summary>Peers.</summary>
    public int Peers { get; private init; } = 90;

    /// <summary>Files of each.</summary>
    public int FilesPerPeer { get; private init; } = 25;

    /// <summary>Files a second that come and go.</summary>
    public int Churn { get; private init; } = 200;

    /// <summary>Searches a second, each answer of which is checked.</summary>
    public int SearchesPerSecond { get; private init; } = 150;

    /// <summary>The lease.</summary>
    public TimeSpan Lease { get; private init; } = TimeSpan.FromSeconds(4);

    /// <summary>The time from one fault to the next, and from the last to the end of the load.</summary>
    public TimeSpan Interval { get; private init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the store is paused or away: its keys end meanwhile.</summary>
    public TimeSpan Pause { get; private init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a server is killed.</summary>
    public int Kills { get; private init; } = 2;

    /// <summary>How long a load may take from its last fault to its report.</summary>
    public TimeSpan Patience { get; private init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The options of a load whose searches go on for a time. Of what another server acknowledged nothing is promised while
    /// the store is away: what is told there may lag behind for as long as the load lasts.
    /// </summary>
    public string[] Load(TimeSpan time) =>
    [
        "--peers", Text(Peers), "--files-per-peer", Text(FilesPerPeer), "--churn", Text(Churn), "--connections", "6", "--searches-per-second", Text(SearchesPerSecond),
        "--duration", Text((int)time.TotalSeconds) + "s", "--settle", "1h",
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
