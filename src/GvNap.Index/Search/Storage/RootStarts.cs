using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GvNap.Index.Search.Storage;

/// <summary>
/// The first byte of each entry's pieces root, close together: results of one merit stand in the order of their roots, and of many of them most can be
/// told apart from the best by this, 64 at once. One writer, many readers.
/// </summary>
internal sealed class RootStarts
{
    private const int Entries = 64;

    // Of the 31 bits that a start has.
    private const int OtherBits = 23;

    private readonly GrowingArray<byte> _bytes = new();

    /// <summary>Bytes taken from the memory, about.</summary>
    public long Size => _bytes.Count;

    /// <summary>Adds an entry.</summary>
    /// <param name="start">How its root begins: 31 bits.</param>
    public void Add(int start) => _bytes.Add((byte)(start >> OtherBits));

    /// <summary>Whether an entry's root certainly comes after all that begin so.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="start">31 bits.</param>
    public bool IsAfter(int entry, int start) => _bytes[entry] > start >> OtherBits;

    /// <summary>Those of 64 entries whose roots may not come after all that begin so; what it says of entries that are not there yet means nothing.</summary>
    /// <param name="first">The first entry, a multiple of 64.</param>
    /// <param name="start">31 bits.</param>
    public ulong FindNotAfter(int first, int start)
    {
        var bytes = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(_bytes.Slice(first, Entries)));
        return Vector512.LessThanOrEqual(bytes, Vector512.Create((byte)(start >> OtherBits))).ExtractMostSignificantBits();
    }
}
