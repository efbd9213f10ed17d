namespace GvNap.Peer.Transfers.Scheduling;

/// <summary>
/// The missing pieces that nobody fetches, and which of them comes next: the first one while all sources have the whole
/// file, and the rarest one, beginning anywhere, as soon as one has only a part: then others want what we have.
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
    public FreePieces(int pieceCount)
    {
        (_free, _copies, _lowest) = (new PieceSet(pieceCount), new ushort[pieceCount], pieceCount);
        _start = Random.Shared.Next(Math.Max(1, pieceCount));
    }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>A piece is free.</summary>
    public void Add(int piece)
    {
        Count += _free[piece] ? 0 : 1;
        _free[piece] = true;
        _lowest = Math.Min(_lowest, piece);
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
        var first = Count == 0 ? -1 : _partialSources == 0 ? First(source) : Rarest(source);
        if (first < 0)
        {
            return null;
        }

        var end = first + 1;
        while (end < _copies.Length && end - first < most && _free[end] && source.Has(end) && (_partialSources == 0 || _copies[end] <= _copies[first]))
        {
            end++;
        }

        return new PieceRange(first, end - first);
    }

    private int First(SourceClaims source)
    {
        while (!_free[_lowest])
        {
            _lowest++;
        }

        var piece = _lowest;
        while (piece < _copies.Length && !(_free[piece] && source.Has(piece)))
        {
            piece++;
        }

        return piece < _copies.Length ? piece : -1;
    }

    private int Rarest(SourceClaims source)
    {
        var best = -1;
        for (var step = 0; step < _copies.Length; step++)
        {
            var piece = (_start + step) % _copies.Length;
            if (_free[piece] && source.Has(piece) && (best < 0 || _copies[piece] < _copies[best]))
            {
                best = piece;
            }
        }

        return best;
    }
}
