using GvNap.Peer.Finding;

namespace GvNap.Peer.Cli;

/// <summary>How many results a search has, and whether there may be more, for a person.</summary>
internal static class SearchWording
{
    private const string Cut = "; only the first matches were ranked, a narrower search may find better ones";

    /// <summary>Says that there is nothing, or nothing yet where the server gave up.</summary>
    public static string Nothing(NetworkFiles found) => found.Cut
        ? "Nothing found before the search was cut, as too many files match a part of it: a narrower one may find something."
        : "Nothing found.";

    /// <summary>Says how many there are.</summary>
    /// <param name="found">The last page.</param>
    /// <param name="shown">How many were shown of all pages.</param>
    /// <param name="others">How the others are to be had.</param>
    /// <returns>No whole sentence: it has no end.</returns>
    public static string Amount(NetworkFiles found, int shown, string others)
    {
        var all = Wording.Count(found.Total, "result");
        return (shown < found.Total ? $"{shown:#,0} of {all}{others}" : all) + (found.Cut ? Cut : "");
    }
}
