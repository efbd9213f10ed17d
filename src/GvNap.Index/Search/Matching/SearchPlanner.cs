using System.Text;
using GvNap.Index.Search.Queries;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>Makes the plan of a query.</summary>
/// <param name="generation">What is searched.</param>
/// <param name="published">Entries that may be seen.</param>
/// <param name="limits">Limits.</param>
internal sealed class SearchPlanner(Generation generation, int published, SearchLimits limits)
{
    private readonly SearchPlan _plan = new() { Published = published };
    private readonly List<(PhraseTest Test, UnionStream Some)> _widePrefixes = [];
    private FileMap? _files;

    /// <summary>Makes the plan.</summary>
    /// <param name="query">The query.</param>
    /// <param name="roster">Who has which user name.</param>
    public SearchPlan Plan(SearchQuery query, Roster roster)
    {
        // Catalogues first: what is read after them is at least as new, and newer entries are not looked at.
        foreach (var user in query.Terms.OfType<QueryTerm.User>())
        {
            AddUser(roster.FindUser(user.Name), user.Negated);
        }

        foreach (var term in query.Terms)
        {
            switch (term)
            {
                case QueryTerm.Phrase phrase: AddPhrase(phrase); break;
                case QueryTerm.Extension extension: AddTerm("." + extension.Name, extension.Negated); break;
                case QueryTerm.Size size: _plan.Sizes.Add(size); break;
            }
        }

        AddWidePrefixes();
        AddWholeLists();
        _plan.Required.Sort((a, b) => a.Estimate.CompareTo(b.Estimate));
        return _plan;
    }

    private void AddUser(Member? member, bool negated)
    {
        if (negated)
        {
            _plan.ExcludedOwners.AddRange(member is null ? [] : [member]);
        }
        else if (member is null || (_plan.Owner is { } other && other != member) || !generation.TryGetCatalogue(member, out var catalogue))
        {
            _plan.IsEmpty = true;
        }
        else
        {
            _plan.Owner = member;
            _files = catalogue.Files;
            _plan.Published = _files.AsOf;
        }
    }

    private void AddPhrase(QueryTerm.Phrase phrase)
    {
        switch (phrase)
        {
            case { Prefix: true, Words: [var prefix], Negated: false }:
                AddPrefix(phrase, prefix);
                return;
            case { Prefix: false, Words: [var word] }:
                AddTerm(word, phrase.Negated);
                return;
        }

        _plan.Phrases.Add(new PhraseTest(phrase));
        foreach (var part in phrase.Negated ? [] : phrase.Words.SkipLast(phrase.Prefix ? 1 : 0))
        {
            AddTerm(part, negated: false);
        }
    }

    private void AddTerm(string word, bool negated)
    {
        var term = generation.Terms.Find(Encoding.UTF8.GetBytes(word));
        var list = term < 0 ? 0 : generation.Terms.ListOf(term);
        if (list != 0)
        {
            (negated ? _plan.Excluded : _plan.Required).Add(new TermStream(generation.Terms.Postings, list));
        }
        else if (!negated)
        {
            _plan.IsEmpty = true;
        }
    }

    private void AddPrefix(QueryTerm.Phrase phrase, string prefix)
    {
        var terms = new List<int>();
        var isWhole = generation.Terms.TryFindPrefix(Encoding.UTF8.GetBytes(prefix), limits.PrefixWords, terms);
        var lists = terms.Select(generation.Terms.ListOf).Where(list => list != 0);
        var union = new UnionStream(lists.Select(list => new TermStream(generation.Terms.Postings, list)), _plan.Published - 1);
        if (isWhole)
        {
            _plan.Required.Add(union);
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
            if (_plan.Required.Count == 0 && _files is null)
            {
                _plan.Required.Add(some);
                _plan.IsCut = true;
            }
            else
            {
                _plan.Phrases.Add(test);
            }
        }
    }

    private void AddWholeLists()
    {
        if (_files is not null && _plan.Required.TrueForAll(stream => _files.Count < stream.Estimate))
        {
            _plan.Required.Add(new CatalogueStream(_files));
        }

        if (_plan.Required.Count == 0)
        {
            _plan.Required.Add(new AllStream(_plan.Published));
        }
    }
}
