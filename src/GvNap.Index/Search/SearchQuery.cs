using System.Diagnostics.CodeAnalysis;
using GvNap.Index.Search.Queries;

namespace GvNap.Index.Search;

/// <summary>
/// What a person searches for. All terms must be met: a word, <c>"an exact phrase"</c>, a <c>prefix*</c>, <c>ext:flac</c>,
/// <c>size:&gt;10MB</c> (see <see cref="SizeRange"/>), <c>user:alice</c>, and any of them with a <c>-</c> before it must not be met.
/// Words match the file's name, its folders and its description, without regard to case and diacritics; a term
/// of several words (<c>01-intro.mp3</c>) is a phrase.
/// </summary>
internal sealed class SearchQuery
{
    private string? _key;

    /// <summary>A query of terms that were read already.</summary>
    /// <param name="terms">The conditions: 1 to 16, not all negated.</param>
    public SearchQuery(IReadOnlyList<QueryTerm> terms) => Terms = terms;

    /// <summary>The conditions: 1 to 16, not all negated.</summary>
    public IReadOnlyList<QueryTerm> Terms { get; }

    /// <summary>The same text for all queries of the same terms, whatever their order.</summary>
    public string Key => _key ??= WriteKey();

    /// <summary>Reads a query.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="query">The query.</param>
    /// <param name="problem">Why it is refused: a sentence for a person.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SearchQuery? query, [NotNullWhen(false)] out string? problem)
    {
        problem = new QueryParser(text).Read(out var terms);
        query = problem is null ? new SearchQuery(terms) : null;
        return query is not null;
    }

    /// <summary>The query in one form, which parses to the same query.</summary>
    public override string ToString() => string.Join(' ', Terms);

    private string WriteKey()
    {
        var terms = new string[Terms.Count];
        for (var index = 0; index < terms.Length; index++)
        {
            terms[index] = Terms[index].ToString();
        }

        Array.Sort(terms, StringComparer.Ordinal);
        return string.Join(' ', terms);
    }
}
