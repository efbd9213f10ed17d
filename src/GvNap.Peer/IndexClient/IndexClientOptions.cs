namespace GvNap.Peer.IndexClient;

/// <summary>Times of a connection to an index server.</summary>
public sealed record IndexClientOptions
{
    /// <summary>Until a server has accepted the connection and answered Hello. A dead host must not hold up the next of the list.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After this long without an answer, the next server of the list is tried as well; whoever answers first is taken.</summary>
    public TimeSpan ConnectStagger { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Until a request is answered.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Until Quit is answered: leaving never takes longer.</summary>
    public TimeSpan QuitTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What the server is told of this program, for its logs.</summary>
    public string Agent { get; init; } = "gvnap/" + (typeof(IndexClientOptions).Assembly.GetName().Version?.ToString(3) ?? "0");
}
