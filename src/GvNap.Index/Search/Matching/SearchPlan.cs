using System.Text;
using GvNap.Index.Search.Queries;

namespace GvNap.Index.Search.Matching;

/// <summary>How a query is answered: what every entry must be in, what it must not be in, and what is tested on the entry itself.</summary>
internal sealed class SearchPlan
{
    private readonly Generation _generation;
    private readonly SearchLimits _limits;
    private readonly int _published;
    private readonly List<(PhraseTest Test, UnionStream Some)> _widePrefixes = [];

    /// <param name="query">The query.</param>
    /// <param name="generation">What is searched.</param>
    /// <param name="published">Entries that may be seen.</param>
    /// <param name="findUser">The peer with a user name in lower case, or null.</param>
    /// <param name="limits">Limits.</param>
    public SearchPlan(SearchQuery query, Generation generation, int published, Func<string, Member?> findUser, SearchLimits limits)
    {
        (_generation, _published, _limits) = (generation, published, limits);
        foreach (var term in query.Terms)
        {
            switch (term)
            {
                case QueryTerm.Phrase phrase: AddPhrase(phrase); break;
                case QueryTerm.Extension extension: AddTerm("." + extension.Name, extension.Negated); break;
                case QueryTerm.Size size: Sizes.Add(size); break;
                case QueryTerm.User user: AddUser(findUser(user.Name), user.Negated); break;
            }
        }

        AddWidePrefixes();
        AddCatalogue();
        if (Required.Count == 0)
        {
            Required.Add(new AllStream(published));
        }

        Required.Sort((a, b) => a.Estimate.CompareTo(b.Estimate));
    }

    /// <summary>All of these have the entry; the rarest comes first.</summary>
    public List<EntryStream> Required { get; } = [];

    /// <summary>None of these has the entry.</summary>
    public List<EntryStream> Excluded { get; } = [];

    /// <summary>Tests of the text.</summary>
    public List<PhraseTest> Phrases { get; } = [];

    /// <summary>Tests of the size.</summary>
    public List<QueryTerm.Size> Sizes { get; } = [];

    /// <summary>The peers that share all results: none, or one.</summary>
    public List<Member> Owners { get; } = [];

    /// <summary>The peers that share no result.</summary>
    public List<Member> ExcludedOwners { get; } = [];

    /// <summary>Nothing can match.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>A prefix stands for more words than are looked up.</summary>
    public bool IsCut { get; private set; }

    private void AddPhrase(QueryTerm.Phrase phrase)
    {
        if (phrase is { Prefix: true, Words: [var prefix], Negated: false })
        {
            AddPrefix(phrase, prefix);
            return;
        }

        if (phrase is { Prefix: false, Words: [var word] })
        {
            AddTerm(word, phrase.Negated);
            return;
        }

        Phrases.Add(new PhraseTest(phrase));
        foreach (var part in phrase.Negated ? [] : phrase.Words.SkipLast(phrase.Prefix ? 1 : 0))
        {
            AddTerm(part, negated: false);
        }
    }

    private void AddTerm(string word, bool negated)
    {
        var term = _generation.Terms.Find(Encoding.UTF8.GetBytes(word));
        var list = term < 0 ? 0 : _generation.Terms.ListOf(term);
        if (list != 0)
        {
            (negated ? Excluded : Required).Add(new TermStream(_generation.Terms.Postings, list));
        }
        else if (!negated)
        {
            IsEmpty = true;
        }
    }

    private void AddPrefix(QueryTerm.Phrase phrase, string prefix)
    {
        var terms = new List<int>();
        var isWhole = _generation.Terms.TryFindPrefix(Encoding.UTF8.GetBytes(prefix), _limits.PrefixWords, terms);
        var union = new UnionStream(
            terms.Select(_generation.Terms.ListOf).Where(list => list != 0).Select(list => new TermStream(_generation.Terms.Postings, list)),
            _published - 1);
        if (isWhole)
        {
            Required.Add(union);
        }
        else
        {
            _widePrefixes.Add((new PhraseTest(phrase), union));
        }
    }

    // A prefix of too many words is tested on the text if anything else narrows the search down; otherwise some of its words must do.
    private void AddWidePrefixes()
    {
        foreach (var (test, some) in _widePrefixes)
        {
            if (Required.Count == 0 && Owners.Count == 0)
            {
                Required.Add(some);
                IsCut = true;
            }
            else
            {
                Phrases.Add(test);
            }
        }
    }

    private void AddUser(Member? member, bool negated)
    {
        if (member is not null)
        {
            (negated ? ExcludedOwners : Owners).Add(member);
        }
        else
        {
            IsEmpty |= !negated;
        }
    }

    private void AddCatalogue()
    {
        foreach (var owner in Owners)
        {
            if (!_generation.TryGetCatalogue(owner, out var catalogue))
            {
                IsEmpty = true;
            }
            else if (Required.TrueForAll(stream => catalogue.Files.Count < stream.Estimate))
            {
                Required.Add(new CatalogueStream(catalogue.Files));
            }
        }
    }
}
