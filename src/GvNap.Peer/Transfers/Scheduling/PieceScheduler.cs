using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers.Scheduling;

/// <summary>
/// Which pieces are there, which are being fetched by whom, and which come next. Sources take ranges from it as they
/// finish others, and bring them back, written or not; when no range is left, a source with nothing to do races the one
/// that would be longest about what it has. Safe for concurrent use.
/// </summary>
internal sealed class PieceScheduler
{
    private readonly Lock _lock = new();
    private readonly PieceGeometry _geometry;
    private readonly TimeProvider _time;
    private readonly Action _onComplete;
    private readonly WrittenPieces _done;
    private readonly FreePieces _free;
    private readonly byte[] _claims;
    private readonly List<SourceClaims> _sources = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts with the pieces that are there already.</summary>
    /// <param name="geometry">The file's pieces.</param>
    /// <param name="done">Those that are written.</param>
    /// <param name="start">The piece to begin with.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onComplete">Told once, when the last piece is written; at once if all are.</param>
    public PieceScheduler(PieceGeometry geometry, IEnumerable<int> done, int start, TimeProvider time, Action onComplete)
    {
        (_geometry, _time, _onComplete) = (geometry, time, onComplete);
        (_done, _free, _claims) = (new WrittenPieces(geometry, done), new FreePieces(geometry.PieceCount, start), new byte[geometry.PieceCount]);
        for (var piece = 0; piece < geometry.PieceCount; piece++)
        {
            if (!_done.Set[piece])
            {
                _free.Add(piece);
            }
        }

        if (IsComplete)
        {
            onComplete();
        }
    }

    /// <summary>True if all pieces are written.</summary>
    public bool IsComplete => _done.AreAll;

    /// <summary>Bytes of the pieces that are written.</summary>
    public long DoneBytes => _done.Bytes;

    /// <summary>Completes when there may be something to claim that was not there before, or nothing is left.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return IsComplete ? Task.CompletedTask : _changed.Task;
            }
        }
    }

    /// <summary>A source begins.</summary>
    /// <param name="pieces">The pieces that it has; null: all.</param>
    public SourceClaims Join(PieceSet? pieces = null)
    {
        lock (_lock)
        {
            var source = new SourceClaims(_geometry, pieces, _time);
            _sources.Add(source);
            _free.CountSource(pieces, 1);
            return source;
        }
    }

    /// <summary>A source has other pieces than it said before; null: all.</summary>
    public void Update(SourceClaims source, PieceSet? pieces)
    {
        lock (_lock)
        {
            _free.CountSource(source.Pieces, -1);
            _free.CountSource(pieces, 1);
            source.Pieces = pieces;
        }
    }

    /// <summary>A source ends; what it did not complete can be claimed again.</summary>
    public void Leave(SourceClaims source)
    {
        lock (_lock)
        {
            _sources.Remove(source);
            _free.CountSource(source.Pieces, -1);
            source.Clear();
        }

        Release(source, new PieceRange(0, _geometry.PieceCount));
    }

    /// <summary>Takes the next range for a source: one that nobody fetches or, if there is none and the source has nothing else to do, one that is late.</summary>
    /// <returns>False if there is nothing to do for it now, or enough is asked of it.</returns>
    public bool TryClaim(SourceClaims source, out PieceRange range)
    {
        lock (_lock)
        {
            range = default;
            if (IsComplete || source.IsBusy(_free.IsSwarm) || (_free.Next(source, MostPieces(source)) ?? LateRange.Find(_sources, source, _done.Set, MostPieces(source), _geometry)) is not { } next)
            {
                return false;
            }

            range = next;
            for (var piece = range.First; piece < range.End; piece++)
            {
                _claims[piece]++;
                _free.Remove(piece);
            }

            source.Add(range);
            return true;
        }
    }

    /// <summary>Bytes of what a source was asked for came.</summary>
    public void Receive(SourceClaims source, int bytes)
    {
        lock (_lock)
        {
            source.Receive(bytes);
        }
    }

    /// <summary>Whether a piece is written.</summary>
    public bool IsDone(int piece)
    {
        lock (_lock)
        {
            return _done.Set[piece];
        }
    }

    /// <summary>Whether the pieces from the first to the last are written.</summary>
    public bool AreDone(int first, int last)
    {
        lock (_lock)
        {
            return _done.Contains(first, last);
        }
    }

    /// <summary>Whether a set has a piece that is not written; null is all pieces.</summary>
    public bool Lacks(PieceSet? pieces)
    {
        lock (_lock)
        {
            return !IsComplete && (pieces is null || pieces.HasBeyond(_done.Set));
        }
    }

    /// <summary>The pieces that are written, as <c>Have</c> carries them.</summary>
    public byte[] DonePieces()
    {
        lock (_lock)
        {
            return _done.Set.ToBytes();
        }
    }

    /// <summary>A piece that a source claimed is verified and written.</summary>
    /// <returns>False if another source was faster.</returns>
    public bool Complete(SourceClaims source, int piece)
    {
        lock (_lock)
        {
            Drop(source, piece);
            if (!_done.TryAdd(piece))
            {
                return false;
            }

            _free.Remove(piece);
            if (!IsComplete)
            {
                return true;
            }

            SignalChange();
        }

        _onComplete();
        return true;
    }

    /// <summary>A range comes back; what of it is not complete can be claimed again.</summary>
    public void Release(SourceClaims source, PieceRange range)
    {
        lock (_lock)
        {
            for (var piece = range.First; piece < range.End; piece++)
            {
                Drop(source, piece);
            }

            SignalChange();
        }
    }

    /// <summary>A source fetches a piece no longer; without another that does, it is free again.</summary>
    private void Drop(SourceClaims source, int piece)
    {
        if (source.Drop(piece) && --_claims[piece] == 0 && !_done.Set[piece])
        {
            _free.Add(piece);
        }
    }

    /// <summary>
    /// Pieces of the next range. While several sources share what is left, ranges become shorter towards the end, so that
    /// all come to it at the same time.
    /// </summary>
    private int MostPieces(SourceClaims source)
    {
        var share = _sources.Count > 1 ? (long)_free.Count * _geometry.PieceLength / (2 * _sources.Count) : long.MaxValue;
        return (int)Math.Max(1, Math.Min(source.WantedRange, Math.Max(share, SourceClaims.ShortestRange)) / _geometry.PieceLength);
    }

    private void SignalChange()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
