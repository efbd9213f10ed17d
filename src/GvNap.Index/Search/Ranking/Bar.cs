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

    /// <summary>Those that may be among the best.</summary>
    /// <param name="roots">How the entries' roots begin.</param>
    /// <param name="first">The entry of the lowest bit, a multiple of 64.</param>
    /// <param name="lanes">Which of 64 entries are candidates.</param>
    /// <param name="inFileName">Which of them match in the file's own name.</param>
    public ulong Admit(RootStarts roots, int first, ulong lanes, ulong inFileName)
    {
        // Only one of the two merits can be that of the last of the best.
        var (named, others) = (lanes & inFileName, Elsewhere < 0 ? 0 : lanes & ~inFileName);
        named = named != 0 && InFileName < int.MaxValue ? named & roots.FindNotAfter(first, InFileName) : named;
        others = others != 0 && Elsewhere < int.MaxValue ? others & roots.FindNotAfter(first, Elsewhere) : others;
        return named | others;
    }
}
