namespace GvNap.Index.Search.Storage;

/// <summary>
/// Finds numbers by hash: open addressing with linear probing. One writer, which only adds; readers at the same time. Hashes must be
/// seeded (as <see cref="HashCode"/>'s are), so that nobody can choose names that collide.
/// </summary>
internal sealed class HashSlots
{
    private volatile int[] _slots = new int[64];
    private int _count;

    /// <summary>Tells whether a number is the one that is looked for.</summary>
    public delegate bool Matcher<TKey>(int number, TKey key)
        where TKey : allows ref struct;

    /// <summary>The number whose key is <paramref name="key"/>, or -1.</summary>
    public int Find<TKey>(int hash, TKey key, Matcher<TKey> matches)
        where TKey : allows ref struct
    {
        var slots = _slots;
        for (var index = hash & (slots.Length - 1); ; index = (index + 1) & (slots.Length - 1))
        {
            var number = Volatile.Read(ref slots[index]) - 1;
            if (number < 0 || matches(number, key))
            {
                return number;
            }
        }
    }

    /// <summary>Adds a number that is not there.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="number">The number: the next after the last added.</param>
    /// <param name="hashOf">The hash of any number that was added.</param>
    public void Add(int hash, int number, Func<int, int> hashOf)
    {
        if (3 * ++_count > 2 * _slots.Length)
        {
            var larger = new int[2 * _slots.Length];
            for (var old = 0; old < number; old++)
            {
                Place(larger, hashOf(old), old);
            }

            _slots = larger;
        }

        Place(_slots, hash, number);
    }

    private static void Place(int[] slots, int hash, int number)
    {
        var index = hash & (slots.Length - 1);
        while (slots[index] != 0)
        {
            index = (index + 1) & (slots.Length - 1);
        }

        Volatile.Write(ref slots[index], number + 1);
    }
}
