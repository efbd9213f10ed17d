namespace GvNap.Protocol.Content;

/// <summary>
/// How a file of a given size is cut into pieces: 16 KiB × 2^n with the smallest n that leaves at most
/// <see cref="MaxPieceCount"/> pieces, so that the piece layer always fits one frame.
/// </summary>
public readonly record struct PieceGeometry
{
    /// <summary>Bytes of a block, the leaf of the hash tree (BEP 52).</summary>
    public const int BlockLength = 16 * 1024;

    /// <summary>The most pieces that a file has.</summary>
    public const int MaxPieceCount = 16 * 1024;

    private PieceGeometry(long size, int pieceHeight)
    {
        Size = size;
        PieceHeight = pieceHeight;
        PieceCount = (int)((size + PieceLength - 1) / PieceLength);
    }

    /// <summary>Bytes of the file.</summary>
    public long Size { get; }

    /// <summary>Bytes of every piece but the last.</summary>
    public int PieceLength => BlockLength << PieceHeight;

    /// <summary>Pieces of the file; none if it is empty.</summary>
    public int PieceCount { get; }

    /// <summary>The height of a piece's subtree: it has 2^height blocks.</summary>
    internal int PieceHeight { get; }

    /// <summary>The pieces of a file of <paramref name="size"/> bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative or above <see cref="ProtocolLimits.ContentSize"/>.</exception>
    public static PieceGeometry Of(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, ProtocolLimits.ContentSize);
        var height = 0;
        while (size > (long)MaxPieceCount * BlockLength << height)
        {
            height++;
        }

        return new PieceGeometry(size, height);
    }

    /// <summary>Where a piece starts in the file.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such piece.</exception>
    public long OffsetOf(int piece)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(piece);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(piece, PieceCount);
        return (long)piece * PieceLength;
    }

    /// <summary>Bytes of a piece; the last may be shorter.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such piece.</exception>
    public int LengthOf(int piece) => (int)Math.Min(PieceLength, Size - OffsetOf(piece));
}
