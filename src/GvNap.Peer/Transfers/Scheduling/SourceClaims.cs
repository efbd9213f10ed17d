using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers.Scheduling;

/// <summary>
/// What one source fetches at the moment, and how fast: made by <see cref="PieceScheduler.Join"/>, and read and changed
/// under the scheduler's lock only.
/// </summary>
internal sealed class SourceClaims(PieceGeometry geometry, PieceSet? pieces, TimeProvider time)
{
    /// <summary>What is asked for ahead of a source of which nothing is known yet, bytes.</summary>
    private const int FirstWindow = 512 * 1024;

    /// <summary>A range has at least so many bytes: a request must not cost more than it brings.</summary>
    public const int ShortestRange = 64 * 1024;

    /// <summary>And at most so many: large enough that a request costs nothing, small enough to lose.</summary>
    private const int LongestRange = 1024 * 1024;

    /// <summary>A fast source has so much asked of it ahead, seconds: more than any line is long.</summary>
    private const double WindowTime = 1;

    /// <summary>
    /// The same two for a download of which others fetch parts at the same time: what is asked for and not there yet is what
    /// others may ask for, too. A line that is longer than this loses less by it than the swarm by asking twice.
    /// </summary>
    private const int FirstSwarmWindow = 128 * 1024;
    private const double SwarmWindowTime = 0.25;

    /// <summary>A range is so long, seconds.</summary>
    private const double RangeTime = 0.1;

    /// <summary>A source that has delivered nothing yet is taken for one that delivers a range in this time, seconds.</summary>
    private const double UnknownRangeTime = 0.25;

    private readonly Pace _pace = new(time);
    private readonly PieceSet _claimed = new(geometry.PieceCount);
    private readonly List<PieceRange> _outstanding = [];
    private long _outstandingBytes;
    private int _receivedOfOldest;

    /// <summary>The pieces that the source has; null: all.</summary>
    public PieceSet? Pieces { get; set; } = pieces;

    /// <summary>The ranges that are asked for and have not come, oldest first.</summary>
    public IReadOnlyList<PieceRange> Outstanding => _outstanding;

    /// <summary>How long a range should be for this source, bytes.</summary>
    public int WantedRange => (int)Math.Clamp(_pace.Rate * RangeTime, ShortestRange, LongestRange);

    /// <summary>Whether enough is asked of the source for now.</summary>
    /// <param name="isSwarm">Whether others fetch parts of the file at the same time.</param>
    public bool IsBusy(bool isSwarm) => _outstandingBytes > 0
        && _outstandingBytes >= (isSwarm ? Math.Max(FirstSwarmWindow, _pace.Rate * SwarmWindowTime) : Math.Max(FirstWindow, _pace.Rate * WindowTime));

    /// <summary>Whether the source has a piece.</summary>
    public bool Has(int piece) => Pieces is null || Pieces[piece];

    /// <summary>Whether the source fetches a piece, or has it in hand.</summary>
    public bool Claims(int piece) => _claimed[piece];

    /// <summary>Whether a piece is asked for and has not come.</summary>
    public bool IsFetching(int piece) => _outstanding.Exists(range => piece >= range.First && piece < range.End);

    /// <summary>A range is asked for.</summary>
    public void Add(PieceRange range)
    {
        if (_outstanding.Count == 0)
        {
            _pace.Resume();
        }

        for (var piece = range.First; piece < range.End; piece++)
        {
            _claimed[piece] = true;
        }

        _outstanding.Add(range);
        _outstandingBytes += range.LengthIn(geometry);
    }

    /// <summary>Bytes of the oldest ranges came.</summary>
    public void Receive(int bytes)
    {
        _pace.Add(bytes);
        _outstandingBytes -= bytes;
        _receivedOfOldest += bytes;
        while (_outstanding.Count > 0 && _outstanding[0].LengthIn(geometry) is var length && _receivedOfOldest >= length)
        {
            _receivedOfOldest -= length;
            _outstanding.RemoveAt(0);
        }

        if (_outstanding.Count == 0)
        {
            _pace.Pause();
        }
    }

    /// <summary>A piece is no longer this source's.</summary>
    /// <returns>False if it was not.</returns>
    public bool Drop(int piece)
    {
        var was = _claimed[piece];
        _claimed[piece] = false;
        return was;
    }

    /// <summary>Nothing is asked of the source any more.</summary>
    public void Clear()
    {
        _outstanding.Clear();
        (_outstandingBytes, _receivedOfOldest) = (0, 0);
        _pace.Pause();
    }

    /// <summary>Seconds until the source would deliver so many bytes that are not asked for yet.</summary>
    public double TimeFor(int bytes) => _pace.Rate is > 0 and var rate ? bytes / rate : UnknownRangeTime;

    /// <summary>Seconds until an outstanding piece should be there, as far as one can tell.</summary>
    public double TimeUntil(int piece)
    {
        var ahead = -(long)_receivedOfOldest;
        foreach (var range in _outstanding)
        {
            if (piece >= range.First && piece < range.End)
            {
                ahead += geometry.OffsetOf(piece) - range.OffsetIn(geometry);
                break;
            }

            ahead += range.LengthIn(geometry);
        }

        return _pace.Rate is > 0 and var rate ? (ahead + geometry.LengthOf(piece)) / rate : _pace.Waited;
    }
}
