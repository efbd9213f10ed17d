using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Ranking;

/// <summary>What neighbouring candidates of one peer must be to be among the best results so far.</summary>
/// <param name="InFileName">How the last root begins that a match in the file's own name may have; below 0: it may be none of the best.</param>
/// <param name="Elsewhere">The same of other matches, which are never better.</param>
internal readonly record struct Bar(int InFileName, int Elsewhere)
{
    /// <summary>None may be one of the best.</summary>
    public static Bar Closed => new(-1, -1);

    /// <summary>Whether none may be one of the best.</summary>
    public bool IsClosed => InFileName < 0;

    /// <summary>Of neighbouring candidates, 64 a word, marks for each that is clear only if it is none of the best, wherever it matches; empty: all may be.</summary>
    /// <param name="roots">How the entries' roots begin.</param>
    /// <param name="first">The first entry; a multiple of 64 times the number of words.</param>
    /// <param name="words">Words, a power of two below 4,096.</param>
    public ReadOnlySpan<ulong> Sift(RootStarts roots, int first, int words) => InFileName < int.MaxValue ? roots.FindNotAfter(first, words, InFileName) : [];
}
