using System.Text;
using GvNap.Index.Search;
using GvNap.Index.Search.Queries;

namespace GvNap.Index.News;

/// <summary>
/// Where a watched query is kept: under one thing that every file which meets it must have. Keys are hashes, different in
/// each process; two things with one key cost a comparison, no more.
/// </summary>
internal static class WatchKey
{
    /// <summary>Bytes of a prefix that count.</summary>
    public const int PrefixBytes = 3;

    private const byte Term = 0;
    private const byte Prefix = 1;
    private const byte Owner = 2;

    /// <summary>Of a word, or of an extension with its dot.</summary>
    public static int OfTerm(ReadOnlySpan<byte> term) => Of(Term, term);

    /// <summary>Of a word's beginning.</summary>
    public static int OfPrefix(ReadOnlySpan<byte> word) => Of(Prefix, word[..PrefixBytes]);

    /// <summary>Of a user name in lower case.</summary>
    public static int OfUser(string name)
    {
        var hash = new HashCode();
        hash.Add(Owner);
        hash.Add(name, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    /// <summary>All keys under which a query may be kept, one of which is enough; none if it says too little.</summary>
    public static IReadOnlyList<int> Of(SearchQuery query) => [.. query.Terms.Where(term => !term.Negated).SelectMany(Of)];

    private static IEnumerable<int> Of(QueryTerm term)
    {
        switch (term)
        {
            case QueryTerm.Phrase phrase:
                foreach (var word in phrase.Words.SkipLast(phrase.Prefix ? 1 : 0))
                {
                    yield return OfTerm(Encoding.UTF8.GetBytes(word));
                }

                if (phrase.Prefix && Encoding.UTF8.GetBytes(phrase.Words[^1]) is { Length: >= PrefixBytes } prefix)
                {
                    yield return OfPrefix(prefix);
                }

                break;
            case QueryTerm.Extension extension:
                yield return OfTerm(Encoding.UTF8.GetBytes("." + extension.Name));
                break;
            case QueryTerm.User user:
                yield return OfUser(user.Name);
                break;
        }
    }

    private static int Of(byte kind, ReadOnlySpan<byte> text)
    {
        var hash = new HashCode();
        hash.Add(kind);
        hash.AddBytes(text);
        return hash.ToHashCode();
    }
}
