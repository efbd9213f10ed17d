namespace GvNap.Index.Search.Storage;

/// <summary>
/// Finds numbers by hash: open addressing with linear probing. One writer, which only adds; readers at the same time. It grows a few
/// slots at a time, so that no one addition takes long. Hashes must be seeded (as <see cref="HashCode"/>'s are), so that nobody can choose
/// names that collide.
/// </summary>
/// <param name="hashOf">The hash of a number that was added.</param>
internal sealed class HashSlots(Func<int, int> hashOf)
{
    // Twice as many slots as before are full to a third when all have moved: two slots an addition would do.
    private const int MovedAtOnce = 8;

    private volatile Table _table = new(new int[64], null);
    private int _count;
    private int _moved;

    /// <summary>Tells whether a number is the one that is looked for.</summary>
    public delegate bool Matcher<TKey>(int number, TKey key)
        where TKey : allows ref struct;

    /// <summary>Bytes taken from the memory, about.</summary>
    public long Size => 4L * (_table.Slots.Length + (_table.Previous?.Length ?? 0));

    /// <summary>The number whose key is <paramref name="key"/>, or -1.</summary>
    public int Find<TKey>(int hash, TKey key, Matcher<TKey> matches)
        where TKey : allows ref struct
    {
        var table = _table;
        var number = Find(table.Slots, hash, key, matches);
        return number >= 0 || table.Previous is null ? number : Find(table.Previous, hash, key, matches);
    }

    /// <summary>Adds a number that is not there.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="number">The number, 0 or above.</param>
    public void Add(int hash, int number)
    {
        var slots = _table.Slots;
        if (3 * ++_count > 2 * slots.Length)
        {
            _table = new Table(new int[2 * slots.Length], slots);
            _moved = 0;
        }

        if (_table.Previous is { } previous)
        {
            Move(previous);
        }

        Place(_table.Slots, hash, number);
    }

    /// <summary>Puts a number in the place of one that was added and has the same key. Readers find either.</summary>
    /// <param name="hash">The hash of both.</param>
    /// <param name="before">The number before.</param>
    /// <param name="number">The number, 0 or above.</param>
    public void Replace(int hash, int before, int number)
    {
        var table = _table;
        Replace(table.Slots, hash, before, number);
        if (table.Previous is { } previous)
        {
            Replace(previous, hash, before, number);
        }
    }

    private static int Find<TKey>(int[] slots, int hash, TKey key, Matcher<TKey> matches)
        where TKey : allows ref struct
    {
        for (var index = hash & (slots.Length - 1); ; index = (index + 1) & (slots.Length - 1))
        {
            var number = Volatile.Read(ref slots[index]) - 1;
            if (number < 0 || matches(number, key))
            {
                return number;
            }
        }
    }

    // The slot that has a value, or the first empty one where it would be. For the writer.
    private static ref int SlotOf(int[] slots, int hash, int value)
    {
        var index = hash & (slots.Length - 1);
        while (slots[index] != 0 && slots[index] != value)
        {
            index = (index + 1) & (slots.Length - 1);
        }

        return ref slots[index];
    }

    private static void Place(int[] slots, int hash, int number) => Volatile.Write(ref SlotOf(slots, hash, value: 0), number + 1);

    // Not all numbers are in both while they move.
    private static void Replace(int[] slots, int hash, int before, int number)
    {
        ref var slot = ref SlotOf(slots, hash, before + 1);
        if (slot != 0)
        {
            Volatile.Write(ref slot, number + 1);
        }
    }

    // What moves stays in the old slots, too, for readers that have looked in the new ones already.
    private void Move(int[] previous)
    {
        for (var end = Math.Min(previous.Length, _moved + MovedAtOnce); _moved < end; _moved++)
        {
            if (previous[_moved] > 0)
            {
                Place(_table.Slots, hashOf(previous[_moved] - 1), previous[_moved] - 1);
            }
        }

        if (_moved == previous.Length)
        {
            _table = new Table(_table.Slots, null);
        }
    }

    private sealed record Table(int[] Slots, int[]? Previous);
}
