namespace GvNap.Lab.Load;

/// <summary>
/// Random numbers that are the same everywhere and in every version of the runtime: SplitMix64 (G. Steele, D. Lea and C. Flood,
/// "Fast splittable pseudorandom number generators", 2014).
/// </summary>
internal struct SeededDraws
{
    private const ulong Step = 0x9E37_79B9_7F4A_7C15;

    private ulong _state;

    /// <summary>Begins the draws of one item.</summary>
    /// <param name="seed">The seed of all.</param>
    /// <param name="item">The item.</param>
    /// <param name="purpose">Tells apart the draws that one item has for several purposes.</param>
    public SeededDraws(ulong seed, long item, ulong purpose) => _state = Mix(Mix(Mix(seed + Step) ^ (ulong)item) ^ purpose);

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(_state += Step);

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public int Next(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>A number from 0 to below 1.</summary>
    public double NextFraction() => (Next() >> 11) * (1.0 / (1ul << 53));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
