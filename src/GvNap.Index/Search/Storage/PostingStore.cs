namespace GvNap.Index.Search.Storage;

/// <summary>
/// The memory of all posting lists. A list is a chain of blocks, newest first, whose lengths double from 4 to 1,024 numbers, so that
/// short lists are small and long ones are skipped by blocks (as in M. Busch et al., Earlybird: Real-Time Search at Twitter, 2012).
/// A block's first number is the position of the block before it; the rest are postings, ascending.
/// </summary>
/// <remarks>
/// A posting is an entry number shifted left by one, plus 1 if the word is in the file's own name. A list's state is one number: postings in the
/// upper half; below it the position of the newest block, or the posting itself if there is only one. Which block is
/// how full follows from the number of postings.
/// </remarks>
internal sealed class PostingStore
{
    private const int ChunkBits = 14;
    private const int ChunkLength = 1 << ChunkBits;
    private const int SmallestBlock = 4;
    private const int DoublingBlocks = 8;
    private const int LargestBlock = SmallestBlock << DoublingBlocks;

    private readonly GrowingArray<int[]> _chunks = new();
    private int _used = ChunkLength;

    /// <summary>Bytes taken from the memory.</summary>
    public long Size => 4L * ChunkLength * _chunks.Count;

    /// <summary>What stands for the position of a list whose postings are in a <see cref="DenseMap"/>.</summary>
    private const int InMap = -1;

    /// <summary>Postings of a list.</summary>
    public static int CountOf(long state) => (int)(state >> 32);

    /// <summary>Position of a list's newest block, or its only posting.</summary>
    public static int TailOf(long state) => (int)state;

    /// <summary>The state of a list of so many postings, which are in a <see cref="DenseMap"/>.</summary>
    public static long Mapped(int count) => StateOf(count, InMap);

    /// <summary>Whether a list's postings are in a <see cref="DenseMap"/>.</summary>
    public static bool IsMapped(long state) => CountOf(state) > 0 && TailOf(state) == InMap;

    /// <summary>The newest block of a list: how many are before it, and how many postings it holds.</summary>
    public static (int Block, int Filled) Locate(int count)
    {
        var before = 0;
        for (var block = 0; block < DoublingBlocks; block++)
        {
            var capacity = Capacity(block);
            if (count <= before + capacity)
            {
                return (block, count - before);
            }

            before += capacity;
        }

        var (full, rest) = Math.DivRem(count - before - 1, LargestBlock - 1);
        return (DoublingBlocks + full, rest + 1);
    }

    /// <summary>Postings that fit a block.</summary>
    public static int Capacity(int block) => (block < DoublingBlocks ? SmallestBlock << block : LargestBlock) - 1;

    /// <summary>The numbers of a block.</summary>
    public ReadOnlySpan<int> Block(int position, int block) => Space(position, Capacity(block) + 1);

    /// <summary>The newest posting of a list that is not empty.</summary>
    public int Last(long state)
    {
        var count = CountOf(state);
        return count == 1 ? TailOf(state) : Space(TailOf(state) + Locate(count).Filled, 1)[0];
    }

    /// <summary>Copies a list, oldest posting first.</summary>
    /// <param name="state">The list's state.</param>
    /// <param name="postings">Receives as many postings as the list has.</param>
    public void CopyTo(long state, Span<int> postings)
    {
        if (postings.Length == 1)
        {
            postings[0] = TailOf(state);
            return;
        }

        var position = TailOf(state);
        var (block, filled) = Locate(postings.Length);
        while (filled > 0)
        {
            var numbers = Block(position, block);
            numbers.Slice(1, filled).CopyTo(postings[^filled..]);
            postings = postings[..^filled];
            (position, block) = (numbers[0], block - 1);
            filled = block < 0 ? 0 : Capacity(block);
        }
    }

    /// <summary>Appends a posting, which is above all in the list.</summary>
    /// <returns>The list's new state.</returns>
    public long Append(long state, int posting)
    {
        var count = CountOf(state);
        if (count == 0)
        {
            return StateOf(1, posting);
        }

        var (block, filled) = count == 1 ? (0, 1) : Locate(count);
        var tail = TailOf(state);
        if (count == 1)
        {
            var first = tail;
            tail = Allocate(Capacity(0) + 1);
            Space(tail + 1, 1)[0] = first;
        }
        else if (filled == Capacity(block))
        {
            var previous = tail;
            (tail, filled) = (Allocate(Capacity(block + 1) + 1), 0);
            Space(tail, 1)[0] = previous;
        }

        Space(tail + 1 + filled, 1)[0] = posting;
        return StateOf(count + 1, tail);
    }

    private static long StateOf(int count, int tail) => ((long)count << 32) | (uint)tail;

    private int Allocate(int length)
    {
        if (_used + length > ChunkLength)
        {
            _chunks.Add(GC.AllocateUninitializedArray<int>(ChunkLength, pinned: true));
            _used = 0;
        }

        _used += length;
        return ((_chunks.Count - 1) << ChunkBits) | (_used - length);
    }

    private Span<int> Space(int position, int length) => _chunks.Read(position >> ChunkBits).AsSpan(position & (ChunkLength - 1), length);
}
