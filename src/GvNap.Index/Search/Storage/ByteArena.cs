namespace GvNap.Index.Search.Storage;

/// <summary>
/// Byte strings of less than 4 KiB, each with a number of 20 bits, packed into few large arrays, which the garbage collector does not move. One writer; a reader may look at
/// a position that came to it as <see cref="GrowingArray{T}"/> says. Positions count units of 4 bytes, so that 8 GiB fit.
/// </summary>
internal sealed class ByteArena
{
    /// <summary>Longest byte string.</summary>
    public const int MaxLength = (1 << LengthBits) - 1;

    /// <summary>Largest number that goes with a byte string.</summary>
    public const uint MaxNumber = (1u << (32 - LengthBits)) - 1;

    private const int LengthBits = 12;
    private const int ChunkBits = 14;
    private const int ChunkUnits = 1 << ChunkBits;

    private readonly GrowingArray<byte[]> _chunks = new();
    private int _used = ChunkUnits;

    /// <summary>Bytes taken from the memory.</summary>
    public long Size => 4L * ChunkUnits * _chunks.Count;

    /// <summary>Copies a byte string in and returns its position.</summary>
    public int Add(ReadOnlySpan<byte> bytes, uint number = 0)
    {
        var units = 1 + ((bytes.Length + 3) / 4);
        if (_used + units > ChunkUnits)
        {
            _chunks.Add(GC.AllocateUninitializedArray<byte>(4 * ChunkUnits, pinned: true));
            _used = 0;
        }

        var space = _chunks.Read(_chunks.Count - 1).AsSpan(4 * _used);
        BitConverter.TryWriteBytes(space, (number << LengthBits) | (uint)bytes.Length);
        bytes.CopyTo(space[4..]);
        var position = ((_chunks.Count - 1) << ChunkBits) | _used;
        _used += units;
        return position;
    }

    /// <summary>The byte string at a position.</summary>
    public ReadOnlySpan<byte> Read(int position) => Bytes(position).Slice(4, Length(position));

    /// <summary>The byte string at a position, which is never written again.</summary>
    public ReadOnlyMemory<byte> Memory(int position) =>
        _chunks.Read(position >> ChunkBits).AsMemory((4 * (position & (ChunkUnits - 1))) + 4, Length(position));

    /// <summary>The number of the byte string at a position.</summary>
    public uint Number(int position) => BitConverter.ToUInt32(Bytes(position)) >> LengthBits;

    private int Length(int position) => (int)(BitConverter.ToUInt32(Bytes(position)) & MaxLength);

    private ReadOnlySpan<byte> Bytes(int position) => _chunks.Read(position >> ChunkBits).AsSpan(4 * (position & (ChunkUnits - 1)));
}
