using System.Runtime.CompilerServices;

namespace GvNap.Index.Search.Storage;

/// <summary>
/// An array that one writer appends to while any number of readers look at it. Elements never move: it grows by chunks.
/// A reader may look at an element if its index came to it through something that the writer wrote, volatile, after the element.
/// </summary>
internal sealed class GrowingArray<T>
{
    private const int ChunkBits = 12;
    private const int ChunkLength = 1 << ChunkBits;

    private volatile T[]?[] _chunks = new T[]?[4];

    /// <summary>Elements; for the writer.</summary>
    public int Count { get; private set; }

    /// <summary>The place of an element.</summary>
    public ref T this[int index] => ref _chunks[index >> ChunkBits]![index & (ChunkLength - 1)];

    /// <summary>An element. Of references, faster than its place, for which the runtime checks the array's type.</summary>
    public T Read(int index) => _chunks[index >> ChunkBits]![index & (ChunkLength - 1)];

    /// <summary>Some elements, of which the first is a multiple of <paramref name="count"/>, a power of two below 4,096. The last of them may not be there yet.</summary>
    public ReadOnlySpan<T> Slice(int first, int count) => _chunks[first >> ChunkBits].AsSpan(first & (ChunkLength - 1), count);

    /// <summary>Appends an element and returns its index.</summary>
    public int Add(T item)
    {
        var chunk = Count >> ChunkBits;
        if (chunk == _chunks.Length)
        {
            var larger = new T[]?[2 * chunk];
            _chunks.CopyTo(larger, 0);
            _chunks = larger;
        }

        (_chunks[chunk] ??= NewChunk())[Count & (ChunkLength - 1)] = item;
        return Count++;
    }

    // What will live long is not moved by the garbage collector, which it needs no references for.
    private static T[] NewChunk() =>
        RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? new T[ChunkLength] : GC.AllocateArray<T>(ChunkLength, pinned: true);
}
