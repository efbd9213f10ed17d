namespace GvNap.Index.Search.Ranking;

/// <summary>
/// How good a result is, in one number, so that one comparison decides: matches in the file's own name first, then many sources, then a fast one.
/// </summary>
/// <param name="Value">From the highest bit: 1 for the file's own name, 9 of sources, 54 of speed.</param>
internal readonly record struct Merit(ulong Value) : IComparable<Merit>
{
    private const int SpeedBits = 54;
    private const ulong InFileNameMark = 1ul << 63;
    private const ulong MaxSpeed = (1ul << SpeedBits) - 1;

    /// <summary>Of some sources.</summary>
    /// <param name="sources">How many peers share the content, up to <see cref="SourceList.SurveyedEntries"/>.</param>
    /// <param name="speed">The fastest of them, bytes a second; more than 2^54 count as that.</param>
    public Merit(int sources, ulong speed)
        : this(((ulong)sources << SpeedBits) | Math.Min(speed, MaxSpeed))
    {
    }

    /// <summary>The speed of the fastest source.</summary>
    public ulong Speed => Value & MaxSpeed;

    /// <summary>The merit of these sources for a match in the file's own name, or for another.</summary>
    public Merit For(bool inFileName) => new(Value | (inFileName ? InFileNameMark : 0));

    /// <inheritdoc/>
    public int CompareTo(Merit other) => Value.CompareTo(other.Value);
}
