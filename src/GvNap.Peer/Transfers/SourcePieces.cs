using GvNap.Peer.Transfers.Scheduling;

namespace GvNap.Peer.Transfers;

/// <summary>
/// Which pieces a source has. One that is still fetching the file itself is asked again and again, also before it gives us
/// a slot: what many have need not be fetched from those who alone have the rest.
/// </summary>
internal sealed class SourcePieces : IDisposable
{
    /// <summary>How soon it is asked again: a fast source has some MB more by then.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly SourceConnection _connection;
    private readonly FileInProgress _file;
    private readonly TimeProvider _time;
    private long _asked;
    private bool _hasAll;

    private SourcePieces(SourceConnection connection, FileInProgress file, TimeProvider time, PieceSet? pieces)
    {
        (_connection, _file, _time, _hasAll, _asked) = (connection, file, time, pieces is null, time.GetTimestamp());
        Claims = file.Scheduler.Join(pieces);
    }

    /// <summary>What the source is asked for.</summary>
    public SourceClaims Claims { get; }

    /// <summary>Whether it is time to ask again.</summary>
    public bool IsDue => !_hasAll && _time.GetElapsedTime(_asked) >= Interval;

    /// <summary>Begins with a source; no other request may be under way.</summary>
    /// <exception cref="SourceException">It has none any more, or lies about them.</exception>
    public static async Task<SourcePieces> BeginAsync(SourceConnection connection, FileInProgress file, bool isPartial, TimeProvider time, CancellationToken cancellationToken) =>
        new(connection, file, time, isPartial ? await connection.AskPiecesAsync(file.Layer.Content, cancellationToken) : null);

    /// <summary>Asks again; no other request may be under way.</summary>
    /// <exception cref="SourceException">It has none any more, or lies about them.</exception>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        var pieces = await _connection.AskPiecesAsync(_file.Layer.Content, cancellationToken);
        (_hasAll, _asked) = (pieces is null, _time.GetTimestamp());
        _file.Scheduler.Update(Claims, pieces);
    }

    /// <summary>Waits until the source has a piece that is missing here: before that, it need not give us a slot.</summary>
    public async Task WaitAsync(StallGuard guard)
    {
        while (!_file.Scheduler.IsComplete && !_file.Scheduler.Lacks(Claims.Pieces))
        {
            guard.Pause();
            await Task.Delay(Interval, _time, guard.Token);
            guard.Resume();
            await AskAsync(guard.Token);
        }
    }

    /// <summary>The source ends; what it did not complete can be claimed again.</summary>
    public void Dispose() => _file.Scheduler.Leave(Claims);
}
