namespace GvNap.Peer.Dialing;

/// <summary>What became of an attempt to reach somebody: a connection, or why there is none.</summary>
/// <typeparam name="T">The connection.</typeparam>
/// <param name="Connection">The connection; null if there is none.</param>
/// <param name="Problem">Why there is none, for a person.</param>
internal readonly record struct DialResult<T>(T? Connection, string Problem)
    where T : class, IAsyncDisposable
{
    /// <summary>It worked.</summary>
    public static implicit operator DialResult<T>(T connection) => new(connection, "");

    /// <summary>It did not.</summary>
    public static implicit operator DialResult<T>(string problem) => new(null, problem);
}
