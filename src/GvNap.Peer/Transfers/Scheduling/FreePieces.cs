namespace GvNap.Peer.Transfers.Scheduling;

/// <summary>
/// The missing pieces that nobody fetches, and which of them comes next: the first one while all sources have the whole
/// file, and one of the rarest as soon as one has only a part: then others want what we have.
/// Not safe for concurrent use.
/// </summary>
internal sealed class FreePieces
{
    private readonly PieceSet _free;
    private readonly ushort[] _copies;
    private readonly int _start;
    private int _partialSources;
    private int _lowest;

    /// <summary>Starts with none.</summary>
    /// <param name="pieceCount">Pieces of the file.</param>
    /// <param name="start">The piece to begin with; those before it come last.</param>
    public FreePieces(int pieceCount, int start)
    {
        (_free, _copies, _start, _lowest) = (new PieceSet(pieceCount), new ushort[pieceCount], start, pieceCount);
    }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a source has only a part of the file.</summary>
    public bool IsSwarm => _partialSources > 0;

    /// <summary>A piece is free.</summary>
    public void Add(int piece)
    {
        Count += _free[piece] ? 0 : 1;
        _free[piece] = true;
        _lowest = Math.Min(_lowest, piece < _start ? piece - _start + _copies.Length : piece - _start);
    }

    /// <summary>A piece is fetched, or there.</summary>
    public void Remove(int piece)
    {
        Count -= _free[piece] ? 1 : 0;
        _free[piece] = false;
    }

    /// <summary>A source comes or goes.</summary>
    /// <param name="pieces">What it has; null: all, which makes no piece rarer than another.</param>
    /// <param name="change">1 or -1.</param>
    public void CountSource(PieceSet? pieces, int change)
    {
        _partialSources += pieces is null ? 0 : change;
        for (var piece = 0; pieces is not null && piece < _copies.Length; piece++)
        {
            _copies[piece] += (ushort)(pieces[piece] ? change : 0);
        }
    }

    /// <summary>Finds the next range for a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="most">Pieces at most.</param>
    /// <returns>Null if there is nothing for it.</returns>
    public PieceRange? Next(SourceClaims source, int most)
    {
        var first = Count == 0 || source.Pieces?.Overlaps(_free) == false ? -1 : IsSwarm ? Rarest(source, most) : First(source);
        if (first < 0)
        {
            return null;
        }

        var end = first + 1;
        while (end < _copies.Length && end - first < most && _free[end] && source.Has(end) && (!IsSwarm || _copies[end] <= _copies[first]))
        {
            end++;
        }

        return new PieceRange(first, end - first);
    }

    private int First(SourceClaims source)
    {
        while (!_free[At(_lowest)])
        {
            _lowest++;
        }

        var place = _lowest;
        while (place < _copies.Length && !(_free[At(place)] && source.Has(At(place))))
        {
            place++;
        }

        return place < _copies.Length ? At(place) : -1;
    }

    private int At(int place) => (_start + place) % _copies.Length;

    /// <summary>
    /// One of the rarest pieces, drawn at random, so that those who fetch the same file from one source fetch different
    /// parts of it. Ranges begin at multiples of their length where they can: they stay long.
    /// </summary>
    private int Rarest(SourceClaims source, int most)
    {
        var (best, copies, drawn) = (-1, int.MaxValue, 0);
        var follows = false;
        for (var piece = 0; piece < _copies.Length; piece++)
        {
            var isCandidate = _copies[piece] <= copies && _free[piece] && source.Has(piece);
            if (isCandidate && _copies[piece] < copies)
            {
                (copies, drawn, follows) = (_copies[piece], 0, false);
            }

            if (isCandidate && (!follows || piece % most == 0) && Random.Shared.Next(++drawn) == 0)
            {
                best = piece;
            }

            follows = isCandidate;
        }

        return best;
    }
}
