using System.Text;
using GvNap.Index.Search.Queries;
using GvNap.Index.Search.Storage;
using GvNap.Index.Search.Words;

namespace GvNap.Index.Search.Matching;

/// <summary>Makes the plan of a query.</summary>
/// <param name="generation">What is searched.</param>
/// <param name="published">Entries that may be seen.</param>
/// <param name="limits">Limits.</param>
internal sealed class SearchPlanner(Generation generation, int published, SearchLimits limits)
{
    private readonly SearchPlan _plan = new() { Published = published, Budget = new(limits.Work) };
    private readonly List<Prefix> _prefixes = [];
    private DenseStream? _dense;
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

        AddPrefixes();
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
        Span<byte> encoded = stackalloc byte[ExtensionTerm.MaxBytes];
        var term = generation.Terms.Find(encoded[..Encoding.UTF8.GetBytes(word, encoded)]);
        var map = default(DenseMap);
        var list = term < 0 ? 0 : generation.Terms.ListOf(term, out map);
        if (list == 0)
        {
            _plan.IsEmpty |= !negated;
        }
        else if (map is not null)
        {
            DenseStreamFor(negated).Add(map, PostingStore.CountOf(list));
        }
        else
        {
            (negated ? _plan.Excluded : _plan.Required).Add(new TermStream(generation.Terms.Postings, list, _plan.Budget));
        }
    }

    // All very common words that are wanted are looked at together; each that is not wanted is by itself.
    private DenseStream DenseStreamFor(bool negated)
    {
        if (!negated && _dense is not null)
        {
            return _dense;
        }

        var stream = new DenseStream(_plan.Budget, published);
        (negated ? _plan.Excluded : _plan.Required).Add(stream);
        _dense = negated ? _dense : stream;
        return stream;
    }

    private void AddPrefix(QueryTerm.Phrase phrase, string prefix)
    {
        var terms = new List<int>();
        var isWhole = generation.Terms.TryFindPrefix(Encoding.UTF8.GetBytes(prefix), limits.PrefixWords, terms);
        var union = new UnionStream(_plan.Budget);
        foreach (var term in terms)
        {
            var list = generation.Terms.ListOf(term, out var map);
            if (map is not null)
            {
                union.Add(map, PostingStore.CountOf(list));
            }
            else if (list != 0)
            {
                union.Add(new TermStream(generation.Terms.Postings, list, _plan.Budget));
            }
        }

        _prefixes.Add(new Prefix(new PhraseTest(phrase), union, isWhole));
    }

    // A prefix of too many words, or of many more files than are left without it, is tested on the text; if nothing else narrows the search
    // down, some of its words must do.
    private void AddPrefixes()
    {
        if (_prefixes.Count == 0)
        {
            return;
        }

        var others = _plan.Required.Select(stream => stream.Estimate).Append(_files?.Count ?? long.MaxValue).Min();
        foreach (var (test, words, isWhole) in _prefixes)
        {
            if (others < long.MaxValue && (!isWhole || others * WorkBudget.Text < words.Estimate))
            {
                _plan.Phrases.Add(test);
            }
            else
            {
                _plan.Required.Add(words);
                _plan.IsCut |= !isWhole;
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

    private readonly record struct Prefix(PhraseTest Test, UnionStream Words, bool IsWhole);
}
