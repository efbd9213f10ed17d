using System.Numerics;

namespace GvNap.Peer.Transfers.Scheduling;

/// <summary>A set of a file's pieces, a bit each, laid out as <c>Have</c> has it on the wire: bit 7 of the first byte is piece 0. Not safe for concurrent use.</summary>
internal sealed class PieceSet
{
    private readonly byte[] _bits;

    /// <summary>An empty set.</summary>
    /// <param name="pieceCount">Pieces of the file.</param>
    public PieceSet(int pieceCount) => (PieceCount, _bits) = (pieceCount, new byte[(pieceCount + 7) / 8]);

    private PieceSet(int pieceCount, byte[] bits) => (PieceCount, _bits) = (pieceCount, bits);

    /// <summary>Pieces of the file.</summary>
    public int PieceCount { get; }

    /// <summary>Pieces in the set.</summary>
    public int Count => _bits.Sum(static b => BitOperations.PopCount(b));

    /// <summary>Whether a piece is in the set.</summary>
    public bool this[int piece]
    {
        get => (_bits[piece >> 3] & Mask(piece)) != 0;
        set => _bits[piece >> 3] = (byte)(value ? _bits[piece >> 3] | Mask(piece) : _bits[piece >> 3] & ~Mask(piece));
    }

    /// <summary>All pieces of a file.</summary>
    public static PieceSet Full(int pieceCount)
    {
        var pieces = new PieceSet(pieceCount);
        pieces._bits.AsSpan().Fill(0xFF);
        if (pieceCount % 8 != 0)
        {
            pieces._bits[^1] = (byte)(0xFF00 >> (pieceCount % 8));
        }

        return pieces;
    }

    /// <summary>Takes a set that somebody sent.</summary>
    /// <param name="pieceCount">Pieces of the file.</param>
    /// <param name="bits">The bitmap.</param>
    /// <returns>Null if it has another length, or bits behind the last piece.</returns>
    public static PieceSet? TryRead(int pieceCount, ReadOnlySpan<byte> bits)
    {
        var hasRightLength = bits.Length == (pieceCount + 7) / 8;
        var spare = (8 - (pieceCount % 8)) % 8;
        return hasRightLength && (spare == 0 || (bits[^1] & ((1 << spare) - 1)) == 0) ? new PieceSet(pieceCount, bits.ToArray()) : null;
    }

    /// <summary>Whether a piece is in both sets of the same file.</summary>
    public bool Overlaps(PieceSet other)
    {
        var at = 0;
        while (at < _bits.Length && (_bits[at] & other._bits[at]) == 0)
        {
            at++;
        }

        return at < _bits.Length;
    }

    /// <summary>Whether there is a piece here that is not in the other set of the same file.</summary>
    public bool HasBeyond(PieceSet other)
    {
        var at = 0;
        while (at < _bits.Length && (_bits[at] & ~other._bits[at]) == 0)
        {
            at++;
        }

        return at < _bits.Length;
    }

    /// <summary>The bitmap, as <c>Have</c> carries it.</summary>
    public byte[] ToBytes() => [.. _bits];

    private static int Mask(int piece) => 0x80 >> (piece & 7);
}
