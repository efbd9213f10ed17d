using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers.Scheduling;

/// <summary>The pieces of a file that are verified and written. Changed by one caller at a time; the counts may be read by any.</summary>
internal sealed class WrittenPieces
{
    private readonly PieceGeometry _geometry;
    private int _missing;
    private long _bytes;

    /// <summary>Starts with those that are there already.</summary>
    public WrittenPieces(PieceGeometry geometry, IEnumerable<int> written)
    {
        (_geometry, _missing, Set) = (geometry, geometry.PieceCount, new PieceSet(geometry.PieceCount));
        foreach (var piece in written)
        {
            TryAdd(piece);
        }
    }

    /// <summary>Which they are.</summary>
    public PieceSet Set { get; }

    /// <summary>True if all pieces are written.</summary>
    public bool AreAll => Volatile.Read(ref _missing) == 0;

    /// <summary>Bytes of these pieces.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Whether the pieces from the first to the last are written.</summary>
    public bool Contains(int first, int last)
    {
        var piece = first;
        while (piece <= last && Set[piece])
        {
            piece++;
        }

        return piece > last;
    }

    /// <summary>A piece is written.</summary>
    /// <returns>False if it was before.</returns>
    public bool TryAdd(int piece)
    {
        if (Set[piece])
        {
            return false;
        }

        Set[piece] = true;
        Interlocked.Add(ref _bytes, _geometry.LengthOf(piece));
        Volatile.Write(ref _missing, _missing - 1);
        return true;
    }
}
