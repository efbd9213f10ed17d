using System.Text;
using GvNap.Index.Search;
using GvNap.Index.Search.Queries;
using GvNap.Index.Search.Words;

namespace GvNap.Index.News;

/// <summary>A query that waits for files, on behalf of all who watch for the same.</summary>
/// <param name="query">The query.</param>
/// <param name="key">Where it is kept.</param>
internal sealed class WatchedQuery(SearchQuery query, int key)
{
    private readonly Condition[] _conditions = [.. query.Terms.Select(term => new Condition(term))];

    /// <summary>The query in its one form.</summary>
    public string Text { get; } = query.ToString();

    /// <summary>Where it is kept.</summary>
    public int Key { get; } = key;

    /// <summary>Who watches, and under which number.</summary>
    public List<(Subscriber Subscriber, uint Number)> Watchers { get; } = [];

    /// <summary>The entry that it was held against last.</summary>
    public long Seen { get; set; }

    /// <summary>Whether a file meets the query.</summary>
    public bool IsMetBy(EntryText entry)
    {
        foreach (var condition in _conditions)
        {
            if (condition.IsMetBy(entry) == condition.Negated)
            {
                return false;
            }
        }

        return true;
    }

    private readonly struct Condition
    {
        private readonly QueryTerm _term;
        private readonly byte[][] _words;

        public Condition(QueryTerm term)
        {
            _term = term;
            _words = term switch
            {
                QueryTerm.Phrase phrase => [.. phrase.Words.Select(Encoding.UTF8.GetBytes)],
                QueryTerm.Extension extension => [Encoding.UTF8.GetBytes("." + extension.Name)],
                _ => [],
            };
        }

        public bool Negated => _term.Negated;

        public bool IsMetBy(EntryText entry) => _term switch
        {
            QueryTerm.Phrase phrase => IsIn(entry.Path, phrase.Prefix) || IsIn(entry.Description, phrase.Prefix),
            QueryTerm.Extension => entry.Extension.SequenceEqual(_words[0]),
            QueryTerm.Size size => entry.Size >= size.Min && entry.Size <= size.Max,
            QueryTerm.User user => entry.User == user.Name,
            _ => false,
        };

        private bool IsIn(WordList words, bool prefix)
        {
            for (var first = 0; first + _words.Length <= words.Count; first++)
            {
                if (IsAt(words, first, prefix))
                {
                    return true;
                }
            }

            return false;
        }

        private bool IsAt(WordList words, int first, bool prefix)
        {
            for (var index = 0; index < _words.Length; index++)
            {
                var word = words[first + index];
                var mayGoOn = prefix && index == _words.Length - 1;
                if (!(mayGoOn ? word.StartsWith(_words[index]) : word.SequenceEqual(_words[index])))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
