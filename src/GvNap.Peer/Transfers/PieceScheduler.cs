using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers;

/// <summary>
/// Which pieces are there, which are being fetched, and which come next. Sources take ranges from it and bring them
/// back, written or not; so any number of them can work on one file. Safe for concurrent use.
/// </summary>
internal sealed class PieceScheduler
{
    /// <summary>What one range has at least, if the pieces are smaller: large enough that a request costs nothing, small enough to lose.</summary>
    private const int RangeLength = 1 << 20;

    private readonly Lock _lock = new();
    private readonly PieceGeometry _geometry;
    private readonly PieceState[] _pieces;
    private readonly int _piecesPerRange;
    private int _firstMissing;
    private int _missing;
    private int _done;
    private long _doneBytes;

    /// <summary>Starts with the pieces that are there already.</summary>
    public PieceScheduler(PieceGeometry geometry, IEnumerable<int> done)
    {
        _geometry = geometry;
        _pieces = new PieceState[geometry.PieceCount];
        _piecesPerRange = Math.Max(1, RangeLength / geometry.PieceLength);
        foreach (var piece in done)
        {
            _pieces[piece] = PieceState.Done;
            _done++;
            _doneBytes += geometry.LengthOf(piece);
        }

        _missing = _pieces.Length - _done;
    }

    private enum PieceState : byte
    {
        Missing,
        Claimed,
        Done,
    }

    /// <summary>True if all pieces are written.</summary>
    public bool IsComplete => Volatile.Read(ref _done) == _pieces.Length;

    /// <summary>Bytes of the pieces that are written.</summary>
    public long DoneBytes => Interlocked.Read(ref _doneBytes);

    /// <summary>Takes the next range that nobody fetches; false if there is none.</summary>
    public bool TryClaim(out PieceRange range)
    {
        lock (_lock)
        {
            range = default;
            if (_missing == 0)
            {
                return false;
            }

            while (_pieces[_firstMissing] != PieceState.Missing)
            {
                _firstMissing++;
            }

            var end = _firstMissing;
            while (end < _pieces.Length && end - _firstMissing < _piecesPerRange && _pieces[end] == PieceState.Missing)
            {
                _pieces[end++] = PieceState.Claimed;
            }

            range = new PieceRange(_firstMissing, end - _firstMissing);
            _missing -= range.Count;
            return true;
        }
    }

    /// <summary>A piece of a claimed range is verified and written.</summary>
    public void Complete(int piece)
    {
        lock (_lock)
        {
            if (_pieces[piece] == PieceState.Claimed)
            {
                _pieces[piece] = PieceState.Done;
                _done++;
                _doneBytes += _geometry.LengthOf(piece);
            }
        }
    }

    /// <summary>A range comes back; what of it is not complete can be claimed again.</summary>
    public void Release(PieceRange range)
    {
        lock (_lock)
        {
            for (var piece = range.First; piece < range.End; piece++)
            {
                if (_pieces[piece] == PieceState.Claimed)
                {
                    _pieces[piece] = PieceState.Missing;
                    _missing++;
                    _firstMissing = Math.Min(_firstMissing, piece);
                }
            }
        }
    }
}
