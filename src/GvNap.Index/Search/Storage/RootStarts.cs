using System.Numerics;

namespace GvNap.Index.Search.Storage;

/// <summary>
/// How the entries' pieces roots begin, in bits that lie together: results of one merit stand in the order of their roots, and of many of them most can be
/// told apart from the best by one bit each, 64 at once. One writer, many readers.
/// </summary>
/// <remarks>Plane 0 marks the entries whose roots begin with a bit that is 0, plane 1 those whose roots begin with two, and so on.</remarks>
internal sealed class RootStarts
{
    private const int Planes = 8;
    private const int BlockBits = 6;

    private readonly GrowingArray<ulong>[] _planes = [.. Enumerable.Range(0, Planes).Select(_ => new GrowingArray<ulong>())];
    private int _count;

    /// <summary>Bytes taken from the memory, about.</summary>
    public long Size => Planes * sizeof(ulong) * (long)_planes[0].Count;

    /// <summary>Adds an entry.</summary>
    /// <param name="start">How its root begins: 31 bits.</param>
    public void Add(int start)
    {
        var block = _count >> BlockBits;
        if (block == _planes[0].Count)
        {
            foreach (var plane in _planes)
            {
                plane.Add(0);
            }
        }

        foreach (var plane in _planes.AsSpan(0, Zeros(start)))
        {
            plane[block] |= 1ul << _count;
        }

        _count++;
    }

    /// <summary>Of neighbouring entries, 64 a word, marks for each that is clear only if its root certainly comes after all that begin so; empty if nothing is known.</summary>
    /// <param name="first">The first entry; a multiple of 64 times the number of words.</param>
    /// <param name="words">Words, a power of two below 4,096, of which some of the last may have no entries yet.</param>
    /// <param name="start">31 bits.</param>
    public ReadOnlySpan<ulong> FindNotAfter(int first, int words, int start) =>
        Zeros(start) is var zeros and > 0 ? _planes[zeros - 1].Slice(first >> BlockBits, words) : [];

    // Of the 31 bits that a start has; no more than there are planes.
    private static int Zeros(int start) => Math.Min(Planes, BitOperations.LeadingZeroCount((uint)start) - 1);
}
